// The page of `serve --local`, over real HTTP: what browsers may do with it, and which files there are.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { pageHeaders } from '../../src/page/page-headers.ts';
import { ask, startParts } from '../running-parts.ts';

const directivesOf = (policy: unknown): Map<string, string> =>
  new Map(
    String(policy)
      .split('; ')
      .map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
  );

test('without a local Authlete there is no page and no sample of a step-up', async (t) => {
  const { url } = await startParts(t);
  for (const path of ['/', '/api/step-up/time']) {
    const answer = await ask(url, path);
    assert.equal(answer.status, 404);
    assert.equal((JSON.parse(answer.body) as { error: string }).error, 'not_found');
  }
  const document = await ask(url, '/openapi.json');
  assert.doesNotMatch(document.body, /step-up/);
});

suite('the page', () => {
  test('is HTML that nobody keeps, for GET and HEAD, and for no other method', async (t) => {
    const { url } = await startParts(t, {}, { withPage: true });
    const page = await ask(url, '/');
    assert.equal(page.status, 200);
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    const head = await ask(url, '/', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.body, '');
    assert.equal(head.headers['content-length'], page.headers['content-length']);
    const post = await ask(url, '/', { method: 'POST' });
    assert.equal(post.status, 405);
    assert.equal(post.headers.allow, 'GET, HEAD');
  });

  test('its policy lets scripts and styles of the server in, and tokens out to local Authlete only', async (t) => {
    const { url, authlete } = await startParts(t, {}, { withPage: true });
    const page = await ask(url, '/');
    const policy = directivesOf(page.headers['content-security-policy']);
    const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(page.body)?.[1] ?? '';
    const digest = createHash('sha256').update(importMap).digest('base64');
    assert.deepEqual(
      [...policy],
      [
        ['default-src', "'none'"],
        ['script-src', `'self' 'sha256-${digest}'`],
        ['style-src', "'self'"],
        ['img-src', "'self'"],
        ['connect-src', `'self' ${authlete.url}`],
        ['form-action', "'none'"],
        ['frame-ancestors', "'none'"],
        ['base-uri', "'none'"],
        ['require-trusted-types-for', "'script'"],
      ],
    );
    // What the policy would forbid: scripts, styles and handlers that stand in the page.
    assert.doesNotMatch(page.body, /<style|\sstyle=|\son[a-z]+=|javascript:/);
  });

  test('its policy names a local Authlete at an IPv6 address by the scheme: it cannot do better', () => {
    const facts = {
      url: 'http://[::1]:8001',
      issuer: 'http://[::1]:8000',
      database: 'SQLite',
      encryptionKey: { kty: 'RSA' },
    };
    const policy = directivesOf(pageHeaders(facts, '{}')['Content-Security-Policy']);
    assert.equal(policy.get('connect-src'), "'self' http:");
  });

  test('says without scripts what is running, and how each endpoint is called', async (t) => {
    const { url, authlete } = await startParts(t, {}, { withPage: true });
    const { body } = await ask(url, '/');
    assert.ok(body.includes(`href="${authlete.url}/.well-known/openid-configuration"`));
    assert.ok(body.includes('href="/openapi.json"'));
    const { paths } = JSON.parse((await ask(url, '/openapi.json')).body) as { paths: object };
    for (const path of Object.keys(paths)) {
      assert.ok(body.includes(`curl -i http://127.0.0.1:8001${path}`), path);
    }
    assert.match(body, /<noscript>/);
  });

  test('every module and package that the modules import is there, as JavaScript', async (t) => {
    const { url } = await startParts(t, {}, { withPage: true });
    const { body } = await ask(url, '/');
    const main = /<script type="module" src="([^"]+)"/.exec(body)?.[1] ?? '';
    const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/s.exec(body)?.[1] ?? '') as {
      imports: Record<string, string>;
    };
    const seen = new Set<string>();
    const queue = [main];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const module = await ask(url, path);
      assert.equal(module.status, 200, path);
      assert.equal(module.headers['content-type'], 'text/javascript; charset=utf-8');
      assert.match(String(module.headers['cache-control']), /immutable/);
      for (const [, name = ''] of module.body.matchAll(/(?:from|import) *['"]([^'"]+)['"]/g)) {
        queue.push(imports[name] ?? new URL(name, new URL(path, url)).pathname);
      }
    }
    assert.ok(seen.size > 40, `${seen.size} modules`);
    for (const [, path = ''] of body.matchAll(/<link rel="[a-z]+" href="([^"]+)"/g)) {
      assert.equal((await ask(url, path)).status, 200, path);
    }
    const post = await ask(url, main, { method: 'POST' });
    assert.equal(post.status, 405);
  });

  test('no path of a request reaches a file that is not one of them', async (t) => {
    const { url } = await startParts(t, {}, { withPage: true });
    const { body } = await ask(url, '/');
    const folder = /src="(\/page\/[0-9a-f]+\/)main/.exec(body)?.[1] ?? '';
    for (const name of [
      '',
      'tsconfig.json',
      'missing.ts',
      '../page-headers.ts',
      '..%2fpage-headers.ts',
      '%2e%2e/page-headers.ts',
      'jose/../../page-headers.ts',
      'jose/package.json',
      'main.ts%00',
    ]) {
      const { status } = await ask(url, folder + name);
      assert.ok(status === 404 || status === 400, `${name}: ${status}`);
    }
  });
});
