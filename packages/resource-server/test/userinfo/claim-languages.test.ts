import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Claims } from '../../src/index.ts';
import { selectClaims, selectInputs } from '../../src/userinfo/claim-selection.ts';
import { languagesOf, shortenLanguageTag } from '../../src/userinfo/language-tag.ts';

function select(names: readonly string[], stored: Claims): unknown {
  return { ...selectClaims(names, stored) };
}

suite('OpenID Connect Core, 5.2: languages', () => {
  const stored: Claims = {
    family_name: 'Sakimura',
    'family_name#ja-Kana-JP': 'サキムラ',
    'family_name#ja-Hani-JP': '崎村',
  };

  test('a claim is returned in the requested language, under the requested name', () => {
    assert.deepEqual(select(['family_name#ja-Kana-JP'], stored), { 'family_name#ja-Kana-JP': 'サキムラ' });
  });

  test('a language is compared without regard to case, and returned as the client wrote it', () => {
    assert.deepEqual(select(['family_name#JA-kana-jp'], stored), { 'family_name#JA-kana-jp': 'サキムラ' });
    assert.deepEqual(select(['Family_name#ja-Kana-JP'], stored), {}, 'the name is case-sensitive');
  });

  test('several languages and none may be requested together, and each is answered', () => {
    const names = ['family_name', 'family_name#ja-Kana-JP', 'family_name#ja-Hani-JP'];
    assert.deepEqual(select(names, stored), stored);
  });

  test('a more specific value answers, under the requested name: de-CH is German', () => {
    const swiss = { 'name#de-CH': 'Hans', 'name#de-AT': 'Johann', name: 'John' };
    assert.deepEqual(select(['name#de'], { 'name#de-CH': 'Hans' }), { 'name#de': 'Hans' });
    assert.deepEqual(select(['name#de'], swiss), { 'name#de': 'Johann' }, 'the first by the alphabet');
    assert.deepEqual(select(['name#de', 'name#de-CH'], swiss), { 'name#de': 'Johann', 'name#de-CH': 'Hans' });
    assert.deepEqual(select(['name#d'], swiss), { name: 'John' }, 'subtags are compared as a whole');
  });

  test('RFC 4647, 3.4: a less specific value answers, under the tag that is true of it', () => {
    const shorter = { 'name#ja-Kana': 'サキムラ', 'name#ja': '崎村', name: 'Sakimura' };
    assert.deepEqual(select(['name#ja-Kana-JP'], shorter), { 'name#ja-Kana': 'サキムラ' });
    assert.deepEqual(select(['name#ja-Hani-JP'], shorter), { 'name#ja': '崎村' });
    assert.deepEqual(select(['name#JA-Hani-JP'], shorter), { 'name#JA': '崎村' });
    assert.deepEqual(select(['name#fr-CA'], shorter), { name: 'Sakimura' });
  });

  test('another script or region of the language does not answer', () => {
    assert.deepEqual(select(['family_name#ja-Latn'], stored), { family_name: 'Sakimura' });
    assert.deepEqual(select(['name#de-CH'], { 'name#de-AT': 'Johann' }), {});
  });

  test('without a value in the language, the untagged value is returned under the untagged name', () => {
    assert.deepEqual(select(['family_name#fr'], stored), { family_name: 'Sakimura' });
    assert.deepEqual(select(['given_name#fr'], stored), {});
    const empty = { ...stored, 'family_name#fr': '' };
    assert.deepEqual(select(['family_name#fr'], empty), { family_name: 'Sakimura' });
  });

  test('a value in a language does not stand in for an untagged one', () => {
    assert.deepEqual(select(['name'], { 'name#ja': 'x' }), {});
  });

  test('what is no language tag matches only itself', () => {
    assert.deepEqual(select(['family_name#'], stored), { family_name: 'Sakimura' });
    assert.deepEqual(select(['a#b#c'], { 'a#b': 1, a: 2 }), { a: 2 });
    assert.deepEqual(select(['a#*'], { 'a#b': 1 }), {});
    assert.deepEqual(select(['a#-', 'a#--', 'a#bc-'], { 'a#bc': 1 }), { 'a#bc': 1 });
  });

  test('transformed claims are made of the value in the language, by the name that the authority asks for', () => {
    assert.deepEqual(
      { ...selectInputs(['family_name#ja-hani-jp', 'family_name#fr'], stored) },
      {
        'family_name#ja-hani-jp': '崎村',
        'family_name#fr': 'Sakimura',
      },
    );
  });
});

test('RFC 4647, 3.4: a tag loses its last subtag, and a single letter before it', () => {
  const steps = (tag: string): string[] => (tag === '' ? [] : [tag, ...steps(shortenLanguageTag(tag))]);
  assert.deepEqual(steps('zh-Hant-CN-x-private1-private2'), [
    'zh-Hant-CN-x-private1-private2',
    'zh-Hant-CN-x-private1',
    'zh-Hant-CN',
    'zh-Hant',
    'zh',
  ]);
  assert.deepEqual(steps('x-private'), ['x-private']);
});

test('any tag gets shorter until nothing is left', () => {
  const tag = fc.string({
    unit: fc.constantFrom('a', 'b', '-', '#', '山', '😀'),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(fc.property(tag, (tag) => shortenLanguageTag(tag).length < tag.length));
});

test('the languages of names are told once, in the order of the names', () => {
  assert.deepEqual(languagesOf(['name', 'name#ja', 'email', 'nickname#JA', 'name#de-CH', 'name#']), [
    'ja',
    'de-CH',
  ]);
  assert.deepEqual(languagesOf([]), []);
});
