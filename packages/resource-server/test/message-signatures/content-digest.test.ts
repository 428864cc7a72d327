import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { matchesContentDigest, writeContentDigest } from '../../src/message-signatures/content-digest.ts';

const CONTENT = '{"hello": "world"}\n';
const SHA_256 = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
const SHA_512 =
  'sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:';

suite('RFC 9530, appendix B: Content-Digest', () => {
  test('B.1: of content that is sent whole', () => {
    assert.equal(writeContentDigest(CONTENT), SHA_256);
    assert.equal(writeContentDigest(new TextEncoder().encode(CONTENT)), SHA_256);
  });

  test('B.2: of no content', () => {
    const empty = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
    assert.equal(writeContentDigest(''), empty);
    assert.equal(writeContentDigest(), empty);
    assert.ok(matchesContentDigest(empty));
  });

  test('B.3: of a part', () => {
    const part = 'sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:';
    assert.equal(writeContentDigest(CONTENT.slice(10)), part);
  });
});

suite('RFC 9530, section 2: whether the content is the one described', () => {
  for (const [title, field, expected] of [
    ['one digest', SHA_256, true],
    ['two digests', `${SHA_256}, ${SHA_512}`, true],
    ['a right digest beside one by an algorithm that is not in use', `md5=:AAAA:, ${SHA_512}`, true],
    ['one right, one wrong digest', `${SHA_256}, sha-512=:AAAA:`, false],
    ['only an algorithm that is not in use', 'sha=:AAAA:', false],
    ['an algorithm in capitals', SHA_256.replace('sha', 'SHA'), false],
    ['hexadecimal digits', 'sha-256="44aff4ab"', false],
    ['a list of digests', 'sha-256=(:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:)', false],
    ['nothing', '', false],
    ['no dictionary', 'sha-256=', false],
  ] as const) {
    test(`${title}: ${expected ? 'accepted' : 'refused'}`, () => {
      assert.equal(matchesContentDigest(field, CONTENT), expected);
    });
  }

  test('where only one algorithm counts, the digest by it must be there', () => {
    assert.equal(matchesContentDigest(`${SHA_256}, ${SHA_512}`, CONTENT, 'sha-512'), true);
    assert.equal(matchesContentDigest(SHA_256, CONTENT, 'sha-512'), false);
    assert.equal(matchesContentDigest(`md5=:AAAA:, ${SHA_256}`, CONTENT, 'md5'), false);
  });

  test('other content, one byte longer, is refused', () => {
    assert.equal(matchesContentDigest(SHA_256, `${CONTENT} `), false);
    assert.equal(matchesContentDigest(SHA_256), false);
  });
});
