import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';

import type { JWK } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { verifySignature } from '../src/message-signatures/signature-algorithms.ts';
import { createSignatureBase } from '../src/message-signatures/signature-base.ts';
import { requestComponent } from '../src/message-signatures/signed-request.ts';
import { parseDictionary, serialiseInnerList } from '../src/message-signatures/structured-fields.ts';
import type { InnerList } from '../src/message-signatures/structured-fields.ts';
import { call, createToken } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { parseChallenge } from './parse-challenge.ts';
import { COVERED, createSigningClient, SIGNATURE_ALGORITHMS } from './signing-client.ts';
import type { DescribedRequest } from './signing-client.ts';

const TARGET = 'https://api.example/time?zone=utc';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

const key = createSigningClient('ES256', 'key-1');
const now = (): number => Math.floor(local.clock.now() / 1000);
const parameters = (): string => `;created=${now()};keyid="key-1";tag="fapi-2-request"`;

/** Registers a client with a key and issues a token to it. */
async function tokenOf(jwk: JWK, metadata: object = {}, members: object = {}): Promise<string> {
  const { client_id } = await local.registerClient({ jwks: { keys: [jwk] }, ...metadata });
  return createToken(local, { clientId: Number(client_id), scopes: ['openid'], ...members });
}

function requestWith(token: string, headers: DescribedRequest['headers'] = []): DescribedRequest {
  return { htm: 'GET', targetUri: TARGET, headers: [['authorization', `Bearer ${token}`], ...headers] };
}

async function introspect(token: string, members: object): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token, ...members })).body;
}

describe('signed requests (RFC 9421 section 3.2, FAPI 2.0 Message Signing)', () => {
  let token: string;
  before(async () => {
    token = await tokenOf(key.jwk, { rs_request_signed: true });
  });

  for (const algorithm of SIGNATURE_ALGORITHMS) {
    it(`pass with a signature by a registered key, ${algorithm} (section 3.3)`, async () => {
      const client = createSigningClient(algorithm, 'key-1');
      const token = await tokenOf(client.jwk, { rs_request_signed: true });
      const signed = client.signed(requestWith(token), { parameters: parameters() });
      assert.equal((await introspect(token, signed)).action, 'OK');
      const { alg, ...open } = client.jwk;
      const openToken = await tokenOf(open, { rs_request_signed: true });
      const openSigned = client.signed(requestWith(openToken), { parameters: parameters() });
      assert.equal((await introspect(openToken, openSigned)).action, 'OK', `${alg} without alg in the key`);
    });
  }

  it('pass with more components, other labels and an algorithm that fits the key', async () => {
    const covered = [
      '@method',
      '@target-uri',
      '@path',
      '@query',
      '@authority',
      '@scheme',
      'authorization',
      'accept',
    ];
    const request = requestWith(token, [
      ['accept', 'a, b'],
      ['@path', '/time'],
      ['@query', '?zone=utc'],
      ['@authority', 'api.example'],
      ['@scheme', 'https'],
    ]);
    const signed = key.signed(request, {
      covered,
      parameters: `${parameters()};alg="ecdsa-p256-sha256"`,
    }) as {
      headers: { key: string; value: string }[];
    };
    const headers = signed.headers.flatMap(({ key, value }) => {
      if (key === 'accept') {
        return [
          { key: 'Accept', value: 'a' },
          { key: 'ACCEPT', value: ' b ' },
        ];
      }
      const other =
        key === 'signature' ? 'other=:AAAA:, ' : key === 'signature-input' ? 'other=();tag="x", ' : '';
      return key.startsWith('@') ? [] : [{ key, value: `${other}${value}` }];
    });
    assert.equal((await introspect(token, { ...signed, headers })).action, 'OK');
  });

  it('are refused without a signature, with 401 and not as a fault of the token', async () => {
    for (const members of [{}, { htm: 'GET', targetUri: TARGET, headers: [] }]) {
      const body = await introspect(token, members);
      assert.equal(body.action, 'UNAUTHORIZED');
      assert.equal(parseChallenge(body.responseContent)['error'], 'invalid_request');
      assert.match(body.resultMessage, /no signature with the tag fapi-2-request/);
      assert.equal(body.usable, true);
    }
  });

  const good = (): { covered?: string[]; parameters: string } => ({ parameters: parameters() });
  for (const [what, words, signature] of [
    ['no tag', /no signature with the tag/, () => ({ parameters: `;created=${now()};keyid="key-1"` })],
    ['another tag', /no signature with the tag/, () => ({ parameters: `;created=${now()};tag="x"` })],
    ['no created', /last minute/, () => ({ parameters: ';keyid="key-1";tag="fapi-2-request"' })],
    [
      'created 61 s ago',
      /last minute/,
      () => ({ parameters: `;created=${now() - 62};tag="fapi-2-request"` }),
    ],
    ['created in 61 s', /last minute/, () => ({ parameters: `;created=${now() + 62};tag="fapi-2-request"` })],
    ['an end in the past', /expired/, () => ({ parameters: `${parameters()};expires=${now() - 1}` })],
    ['an unknown key', /registered key/, () => ({ parameters: parameters().replace('key-1', 'key-2') })],
    [
      'an algorithm for other keys',
      /registered key/,
      () => ({ parameters: `${parameters()};alg="ed25519"` }),
    ],
    ['an unknown algorithm', /registered key/, () => ({ parameters: `${parameters()};alg="none"` })],
    ...COVERED.map(
      (name) =>
        [
          `no ${name} in it`,
          new RegExp(`does not cover ${name}\\.`),
          () => ({ ...good(), covered: COVERED.filter((other) => other !== name) }),
        ] as const,
    ),
    ['a field that is not there', /registered key/, () => ({ ...good(), covered: [...COVERED, 'x-none'] })],
    ['a component twice', /registered key/, () => ({ ...good(), covered: [...COVERED, '@method'] })],
  ] as const) {
    it(`are refused with ${what}`, async () => {
      const body = await introspect(token, key.signed(requestWith(token), signature()));
      assert.equal(body.action, 'UNAUTHORIZED');
      assert.match(body.resultMessage, words);
    });
  }

  it('are refused when anything that is covered is another than was signed', async () => {
    const signed = key.signed(requestWith(token), good()) as { headers: { key: string; value: string }[] };
    const change = (name: string, value: string): object => ({
      headers: signed.headers.map((header) => (header.key === name ? { key: name, value } : header)),
    });
    for (const changed of [
      { htm: 'POST' },
      { htm: undefined },
      { targetUri: 'https://api.example/time?zone=cet' },
      { targetUri: undefined },
      change('authorization', `DPoP ${token}`),
      change('authorization', 'Bearer another'),
      change('authorization', token),
      change('signature', 'a=:AAAA:'),
      change('signature', 'a="x"'),
      change('signature', 'b=:AAAA:'),
      change('signature-input', 'a=("@method"'),
      change('signature-input', 'a=1;tag="fapi-2-request"'),
    ]) {
      assert.equal((await introspect(token, { ...signed, ...changed })).action, 'UNAUTHORIZED');
    }
    assert.equal((await introspect(token, signed)).action, 'OK');
  });

  it('are refused when the key is registered for encryption, or for another client', async () => {
    for (const jwk of [
      { ...key.jwk, alg: 'ECDH-ES', use: 'enc' },
      createSigningClient('ES256', 'key-1').jwk,
    ]) {
      const token = await tokenOf(jwk, { rs_request_signed: true });
      const body = await introspect(token, key.signed(requestWith(token), good()));
      assert.match(body.resultMessage, /registered key/);
    }
  });

  for (const [name, headers, members] of [
    ['dpop', [['dpop', 'proof']], {}],
    ['content-digest', [['content-digest', 'sha-256=:AAAA:']], { requestBodyContained: true }],
  ] as const) {
    it(`must cover ${name} when the request has it`, async () => {
      const request = requestWith(token, headers);
      const without = await introspect(token, { ...key.signed(request, good()), ...members });
      assert.match(without.resultMessage, new RegExp(`does not cover ${name}\\.`));
      const covered = [...COVERED, name];
      const with_ = await introspect(token, { ...key.signed(request, { ...good(), covered }), ...members });
      assert.equal(with_.action, 'OK');
    });
  }

  it('must have a digest to cover when there is a body', async () => {
    const signed = key.signed(requestWith(token), { ...good(), covered: [...COVERED, 'content-digest'] });
    const body = await introspect(token, { ...signed, requestBodyContained: true });
    assert.equal(body.action, 'UNAUTHORIZED');
  });

  it('take htu as the target when there is no targetUri', async () => {
    const { targetUri, ...signed } = key.signed(requestWith(token), good()) as { targetUri: string };
    assert.equal((await introspect(token, { ...signed, htu: targetUri })).action, 'OK');
  });

  it('are wanted at UserInfo too, where the target is the UserInfo endpoint of the service', async () => {
    const unsigned = await call(local, '/auth/userinfo', { token });
    assert.equal(unsigned.body.action, 'UNAUTHORIZED');
    const request = { ...requestWith(token), targetUri: 'http://127.0.0.1:8001/api/userinfo' };
    const { targetUri, ...signed } = key.signed(request, good()) as { targetUri: string };
    assert.equal((await call(local, '/auth/userinfo', { token, ...signed })).body.action, 'OK', targetUri);
  });

  it('are wanted of every client when the service wants them, and of nobody else', async (t) => {
    t.after(() => local.properties.change({ rsRequestSigned: false }));
    const token = await tokenOf(key.jwk);
    assert.equal((await introspect(token, {})).action, 'OK');
    await call(local, '/local/service', { rsRequestSigned: true });
    assert.equal((await introspect(token, {})).action, 'UNAUTHORIZED');
    assert.equal((await introspect(token, key.signed(requestWith(token), good()))).action, 'OK');
  });

  it('are checked last, and refused in a DPoP challenge when the token is bound to a key', async () => {
    const bound = await tokenOf(key.jwk, { rs_request_signed: true }, { dpopKeyThumbprint: 'x' });
    assert.equal((await introspect(bound, {})).resultCode, 'A065308');
    assert.equal((await introspect(token, { scopes: ['time.read'] })).action, 'FORBIDDEN');
  });

  it('can be asked of a client with true and false only', async () => {
    await assert.rejects(local.registerClient({ rs_request_signed: 'yes' }), {
      name: 'TypeError',
      message: 'rs_request_signed must be a boolean',
    });
  });
});

describe('signed UserInfo responses (RFC 9421 section 2.4, FAPI 2.0 Message Signing)', () => {
  beforeEach(() => {
    local.properties.change({ rsResponseSigned: true });
  });
  after(() => {
    local.properties.change({ rsResponseSigned: false });
  });

  const requestSignature = 'a=:cmVxdWVzdA==:';
  const headers = [
    { key: 'Signature-Input', value: 'a=("@method");tag="fapi-2-request"' },
    { key: 'Content-Digest', value: 'sha-256=:AAAA:' },
    { key: 'Accept', value: '*/*' },
  ];

  for (const [kind, metadata] of [
    ['JSON', {}],
    ['JWT', { userinfo_signed_response_alg: 'ES256' }],
  ] as const) {
    it(`carry the digest of the content and are linked to the signed request, ${kind}`, async () => {
      const token = await tokenOf(key.jwk, metadata);
      const claims = JSON.stringify({ name: 'Jörg' });
      const { body } = await call(local, '/auth/userinfo/issue', {
        token,
        claims,
        requestSignature,
        headers,
      });
      assert.equal(body.action, kind);
      const digest = createHash('sha256').update(body.responseContent).digest('base64');
      assert.equal(body['contentDigest'], `sha-256=:${digest}:`);

      const [, input, keyid] =
        /^sig=(\("@status" "content-digest" "signature";req "signature-input";req "content-digest";req\);created=\d+;keyid="([\w-]+)";tag="fapi-2-response")$/.exec(
          String(body['signatureInput']),
        ) ?? [];
      assert.ok(input, String(body['signatureInput']));
      const base = [
        '"@status": 200',
        `"content-digest": sha-256=:${digest}:`,
        `"signature";req: ${requestSignature}`,
        `"signature-input";req: ${headers[0]!.value}`,
        `"content-digest";req: ${headers[1]!.value}`,
        `"@signature-params": ${input}`,
      ].join('\n');
      const { body: jwks } = await call(local, '/service/jwks/get');
      const jwk = jwks.keys.find(({ kid }) => kid === keyid);
      const [, signature] = /^sig=:([^:]+):$/.exec(String(body['signature'])) ?? [];
      assert.ok(
        verify(
          'sha256',
          Buffer.from(base),
          { key: createPublicKey({ key: jwk!, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature!, 'base64'),
        ),
      );
    });
  }

  it('cover no field of the request that was not told', async () => {
    const token = await tokenOf(key.jwk);
    const { body } = await call(local, '/auth/userinfo/issue', { token, requestSignature });
    assert.match(String(body['signatureInput']), /^sig=\("@status" "content-digest" "signature";req\);/);
  });

  it('are answered with HTTP 400 when headers are no pairs', async () => {
    const token = await tokenOf(key.jwk);
    const request = { token, requestSignature, headers: ['Signature-Input: a=()'] };
    assert.equal((await call(local, '/auth/userinfo/issue', request)).status, 400);
  });

  it('are not made when the request was not signed, or the service does not want them', async () => {
    const token = await tokenOf(key.jwk);
    const members = ['signature', 'signatureInput', 'contentDigest'];
    for (const [wanted, request] of [
      [true, { token }],
      [true, { token, requestSignature: '' }],
      [false, { token, requestSignature }],
    ] as const) {
      local.properties.change({ rsResponseSigned: wanted });
      const { body } = await call(local, '/auth/userinfo/issue', request);
      assert.equal(body.action, 'JSON');
      assert.deepEqual(
        members.filter((name) => name in body),
        [],
      );
    }
  });
});

describe('the signature base', () => {
  const KEY = {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
    x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
  };
  const REQUEST = {
    method: 'POST',
    targetUri: 'https://example.com/foo?param=Value&Pet=dog',
    fields: new Map([
      ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['content-type', 'application/json'],
      ['content-length', '18'],
    ]),
    bodyContained: true,
  };
  const INPUT =
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
  const SIGNATURE =
    'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';

  it('is that of the example (RFC 9421 appendix B.2.6)', () => {
    const params = parseDictionary(`sig-b26=${INPUT}`).get('sig-b26') as InnerList;
    const base = createSignatureBase(params, (name, parameters) =>
      requestComponent(REQUEST, name, parameters),
    );
    assert.equal(
      base,
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        `"@signature-params": ${INPUT}`,
      ].join('\n'),
    );
    const key = createPrivateKey({ key: KEY, format: 'jwk' });
    assert.equal(sign(undefined, Buffer.from(base), key).toString('base64'), SIGNATURE);
    const { d, ...jwk } = KEY;
    assert.ok(verifySignature(base, Buffer.from(SIGNATURE, 'base64'), jwk, undefined));
    assert.ok(
      !verifySignature(`${base} `, Buffer.from(SIGNATURE, 'base64'), jwk, undefined),
      `not without ${d}`,
    );
  });

  it('has no lines but its own (RFC 9421 section 2.5)', () => {
    const params = parseDictionary('a=("x")').get('a') as InnerList;
    for (const value of ['a\n"@method": GET', 'a\r', undefined]) {
      assert.throws(() => createSignatureBase(params, () => value), SyntaxError);
    }
  });

  for (const [name, value] of [
    ['@target-uri', 'https://example.com/foo?param=Value&Pet=dog'],
    ['@scheme', 'https'],
    ['@request-target', '/foo?param=Value&Pet=dog'],
    ['@query', '?param=Value&Pet=dog'],
    ['@status', undefined],
    ['x-missing', undefined],
  ] as const) {
    it(`takes ${name} from the request (RFC 9421 section 2.2)`, () => {
      assert.equal(requestComponent(REQUEST, name, new Map()), value);
    });
  }

  it('has "?" for a query that is not there (RFC 9421 section 2.2.7), and nothing with parameters', () => {
    const request = { ...REQUEST, targetUri: 'https://EXAMPLE.com:443/' };
    assert.equal(requestComponent(request, '@query', new Map()), '?');
    assert.equal(requestComponent(request, '@authority', new Map()), 'example.com');
    assert.equal(requestComponent(request, 'date', new Map([['bs', true]])), undefined);
  });
});

describe('structured fields (RFC 8941)', () => {
  it('are read and written (sections 4.1 and 4.2)', () => {
    const text = '("a" "b\\"\\\\";req;key="x" token/1 ?0 :AAEC: -5);created=1;x=?0;y;*z=:AA==:;t=*a';
    const members = parseDictionary(` flag;p=1, list=${text} \t,\tlist=${text}, b=?1 `);
    assert.deepEqual([...members.keys()], ['flag', 'list', 'b']);
    assert.equal(serialiseInnerList(members.get('list') as InnerList), text);
    assert.deepEqual(members.get('b'), { value: true, parameters: new Map() });
    assert.equal(parseDictionary('').size, 0);
    assert.equal(
      serialiseInnerList(parseDictionary('l=(  "a"   "b" );  p').get('l') as InnerList),
      '("a" "b");p',
    );
  });

  for (const text of [
    'a=',
    'a=1,',
    ',a',
    'A=1',
    'a=1 b=2',
    'a=("x""y")',
    'a=("x"',
    'a="\u00e9"',
    'a=1.5',
    'a="x',
    'a=:x',
    'a=1;',
    'a=?2',
    'a=1234567890123456',
  ]) {
    it(`are refused when malformed: ${text}`, () => {
      assert.throws(() => parseDictionary(text), SyntaxError);
    });
  }
});
