// What Authlete is shown of a request besides the token, and how its answer is made sure of where the token must be bound.
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { createAuthleteTokenSource, createAuthleteUserInfoAuthority } from '../../src/authlete/index.ts';
import {
  createResourceServer,
  createUserInfoEndpoint,
  type DpopMode,
  type Policy,
  type ResourceRequest,
  type ResponseHeaders,
} from '../../src/index.ts';
import { boundRequest, createBoundary, NOW, proofOf, TOKEN, URI } from '../binding/bound-requests.ts';
import { RFC_8705_PEM, RFC_8705_THUMBPRINT } from '../binding/client-certificate/certificates.ts';
import { readChallenges } from '../challenge-reader.ts';
import { requestOf } from '../requests.ts';
import { clientOf, startAuthlete } from './scripted-authlete.ts';

type Question = Readonly<Record<string, unknown>>;

/** What Authlete answers to a question. */
type Script = (question: Question) => object | Promise<object>;

interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Only for the operator, and only of a resource server. */
  readonly reason?: string;
}

interface Door {
  readonly questions: readonly Question[];
  send(request: ResourceRequest): Promise<Answer>;
}

type Asked = Pick<Policy, 'senderConstraint'> & { readonly dpop?: DpopMode };

const OK = {
  action: 'OK',
  responseContent: 'Bearer error="invalid_request"',
  clientId: 1001,
  subject: 'john',
  scopes: ['openid'],
  existent: true,
  usable: true,
};
const BOUND = { action: 'UNAUTHORIZED', responseContent: 'DPoP error="invalid_token",algs="ES256"' };

/** As Authlete does with a token that is bound to a DPoP key. */
const boundToKey: Script = ({ dpop }) => (dpop === undefined ? BOUND : OK);
const boundToCertificate: Script = ({ clientCertificate }) =>
  clientCertificate === RFC_8705_PEM ? { ...OK, certificateThumbprint: RFC_8705_THUMBPRINT } : BOUND;
/** As Authlete does with a token that is not bound: it takes any proof. */
const unbound: Script = () => OK;

/** Both ways to ask Authlete, in front of which the same door stands. */
const DOORS: Readonly<Record<string, (t: TestContext, script: Script, asked?: Asked) => Promise<Door>>> = {
  async introspection(t, script, { senderConstraint, ...options } = {}) {
    const { questions, client } = await authleteOf(t, script);
    const server = createResourceServer({
      tokenSource: createAuthleteTokenSource(client, { now: () => NOW }),
      audience: null,
      trustBoundary: createBoundary(),
      now: () => NOW,
      ...options,
    });
    const policy: Policy = senderConstraint === undefined ? {} : { senderConstraint };
    return {
      questions,
      async send(request) {
        const decision = await server.authorize(request, policy);
        return decision.granted ? { status: 200, headers: decision.headers } : decision;
      },
    };
  },
  async UserInfo(t, script, asked = {}) {
    const { questions, client } = await authleteOf(t, script);
    const endpoint = createUserInfoEndpoint({
      authority: createAuthleteUserInfoAuthority(client),
      claimSource: { findClaims: async () => ({}) },
      trustBoundary: createBoundary(),
      now: () => NOW,
      ...asked,
    });
    return { questions, send: (request) => endpoint.answer(request) };
  },
};

async function authleteOf(
  t: TestContext,
  script: Script,
): Promise<{ questions: Question[]; client: ReturnType<typeof clientOf> }> {
  const questions: Question[] = [];
  const answer = async (url: string | undefined, body: string): Promise<object> => {
    if (url?.endsWith('/issue')) return { action: 'JSON', responseContent: '{"sub":"john"}' };
    const question = JSON.parse(body) as Question;
    questions.push(question);
    return script(question);
  };
  const { baseUrl, requests } = await startAuthlete(t, (request, response) => {
    response.setHeader('content-type', 'application/json');
    void answer(request.url, requests.at(-1)?.body ?? '').then((json) => response.end(JSON.stringify(json)));
  });
  return { questions, client: clientOf(t, baseUrl) };
}

for (const [name, open] of Object.entries(DOORS)) {
  suite(`${name}: what Authlete is shown`, () => {
    test('RFC 9449, 4.3: the proof, the method, and the address without its query', async (t) => {
      const door = await open(t, boundToKey, { dpop: 'accept' });
      const proof = proofOf();
      assert.equal((await door.send(boundRequest('DPoP', proof))).status, 200);
      assert.deepEqual(door.questions, [{ token: TOKEN, dpop: proof, htm: 'GET', htu: URI }]);
    });

    test('RFC 8705, 3: the certificate as PEM', async (t) => {
      const door = await open(t, boundToCertificate);
      assert.equal((await door.send(boundRequest('Bearer', 'missing', 'right'))).status, 200);
      assert.deepEqual(door.questions, [{ token: TOKEN, clientCertificate: RFC_8705_PEM }]);
    });

    test('both, where the request proves both', async (t) => {
      const door = await open(t, boundToKey, { dpop: 'require' });
      const proof = proofOf();
      await door.send(boundRequest('DPoP', proof, 'right'));
      const shown = { token: TOKEN, dpop: proof, htm: 'GET', htu: URI, clientCertificate: RFC_8705_PEM };
      assert.deepEqual(door.questions[0], shown);
    });

    test('nothing but the token of a plain Bearer request, whatever else it carries', async (t) => {
      const door = await open(t, unbound, { dpop: 'accept' });
      const headers = { dpop: proofOf(), 'client-cert': 'forged', forwarded: 'for=a', host: 'evil.example' };
      const request = requestOf({ authorization: `Bearer ${TOKEN}`, target: '/orders?dpop=x', headers });
      assert.equal((await door.send(request)).status, 200);
      assert.deepEqual(door.questions, [{ token: TOKEN }]);
    });

    test('RFC 8705, 3: no certificate that cannot be read, and the operator is told', async (t) => {
      const door = await open(t, boundToCertificate);
      const answer = await door.send(boundRequest('Bearer', 'missing', 'malformed'));
      assert.equal(answer.status, 401);
      assert.deepEqual(door.questions, [{ token: TOKEN }]);
      assert.match(answer.reason ?? '', /; the client certificate of the request cannot be read$/);
    });

    test('where Bearer would do, an unbound token is taken under DPoP as well, as Authlete says', async (t) => {
      const door = await open(t, unbound, { dpop: 'accept' });
      assert.equal((await door.send(boundRequest('Bearer'))).status, 200);
      assert.equal((await door.send(boundRequest('DPoP', 'of another key'))).status, 200);
    });

    test('RFC 9449, 9: its nonce goes to the client, with success and with a refusal', async (t) => {
      const asking: Script = ({ dpop }) => ({
        ...(dpop === undefined
          ? OK
          : { action: 'UNAUTHORIZED', responseContent: 'DPoP error="use_dpop_nonce"' }),
        dpopNonce: 'n0nce',
      });
      const door = await open(t, asking, { dpop: 'accept' });
      const granted = await door.send(boundRequest('Bearer'));
      assert.deepEqual([granted.status, granted.headers['DPoP-Nonce']], [200, 'n0nce']);
      const refused = await door.send(boundRequest('DPoP', 'right'));
      assert.deepEqual([refused.status, refused.headers['DPoP-Nonce']], [401, 'n0nce']);
      const challenge = (await readChallenges(refused)).find(({ scheme }) => scheme === 'dpop');
      assert.equal(challenge?.parameters.error, 'use_dpop_nonce');
    });
  });

  suite(`${name}: a token that must be bound`, () => {
    test('RFC 9449, 7.1: is asked about without the proof as well, and granted where that is refused', async (t) => {
      const door = await open(t, boundToKey, { dpop: 'require' });
      const proof = proofOf();
      assert.equal((await door.send(boundRequest('DPoP', proof))).status, 200);
      const [first, second] = door.questions.toSorted((one) => (one['dpop'] === undefined ? 1 : -1));
      assert.deepEqual(first, { token: TOKEN, dpop: proof, htm: 'GET', htu: URI });
      assert.deepEqual(second, { token: TOKEN });
      assert.equal(door.questions.length, 2);
    });

    test('RFC 9449, 7.1: an unbound one is refused, though Authlete takes anybody’s proof; the nonce stays', async (t) => {
      const door = await open(t, () => ({ ...OK, dpopNonce: 'n0nce' }), { dpop: 'require' });
      const answer = await door.send(boundRequest('DPoP', 'of another key'));
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['DPoP-Nonce'], 'n0nce');
      const [challenge] = await readChallenges(answer);
      assert.deepEqual([challenge?.scheme, challenge?.parameters.error], ['dpop', 'invalid_token']);
    });

    test('RFC 9449, 7.1: where DPoP must be, a certificate is no replacement for the bound key', async (t) => {
      const door = await open(t, boundToCertificate, { dpop: 'require' });
      assert.equal((await door.send(boundRequest('DPoP', 'right', 'right'))).status, 401);
      assert.ok(door.questions.every(({ clientCertificate }) => clientCertificate === RFC_8705_PEM));
    });

    test('RFC 8705, 3: a bound certificate meets senderConstraint', async (t) => {
      const door = await open(t, boundToCertificate, { senderConstraint: 'required' });
      assert.equal((await door.send(boundRequest('Bearer', 'missing', 'right'))).status, 200);
      assert.equal(door.questions.length, 2);
      assert.ok(door.questions.some((question) => Object.keys(question).join() === 'token'));
    });

    test('RFC 8705, 3: somebody’s certificate does not make an unbound token a bound one', async (t) => {
      const door = await open(t, unbound, { senderConstraint: 'required' });
      assert.equal((await door.send(boundRequest('Bearer', 'missing', 'right'))).status, 401);
    });

    test('RFC 9449, 7.1: a bound key meets senderConstraint, too', async (t) => {
      const door = await open(t, boundToKey, { dpop: 'accept', senderConstraint: 'required' });
      assert.equal((await door.send(boundRequest('DPoP', 'right'))).status, 200);
      const other = await open(t, unbound, { dpop: 'accept', senderConstraint: 'required' });
      assert.equal((await other.send(boundRequest('DPoP', 'right'))).status, 401);
    });

    test('is asked about once where the request proves nothing', async (t) => {
      const door = await open(t, unbound, { senderConstraint: 'required' });
      assert.equal((await door.send(boundRequest('Bearer'))).status, 401);
      assert.deepEqual(door.questions, [{ token: TOKEN }]);
    });

    test('both questions are asked at the same time', async (t) => {
      const both = Promise.withResolvers<void>();
      let arrived = 0;
      const waiting: Script = async (question) => {
        arrived += 1;
        if (arrived === 2) both.resolve();
        await both.promise;
        return boundToKey(question);
      };
      const door = await open(t, waiting, { dpop: 'require' });
      assert.equal((await door.send(boundRequest('DPoP', 'right'))).status, 200);
    });

    for (const late of ['with the proof', 'without it']) {
      test(`the answers may come in any order: ${late} last`, async (t) => {
        const other = Promise.withResolvers<void>();
        const script: Script = async (question) => {
          const isLate = (question['dpop'] === undefined) === (late === 'without it');
          if (isLate) await other.promise;
          else other.resolve();
          return boundToKey(question);
        };
        const door = await open(t, script, { dpop: 'require' });
        assert.equal((await door.send(boundRequest('DPoP', 'right'))).status, 200);
      });
    }

    test('is not granted while one of the questions cannot be answered', async (t) => {
      const broken = { action: 'INTERNAL_SERVER_ERROR' };
      const withoutProof = await open(t, ({ dpop }) => (dpop === undefined ? broken : OK), {
        dpop: 'require',
      });
      const answer = await withoutProof.send(boundRequest('DPoP', 'right'));
      assert.equal(answer.status, 503);
      assert.equal(answer.headers['WWW-Authenticate'], undefined);
      const withProof = await open(t, ({ dpop }) => (dpop === undefined ? BOUND : broken), {
        dpop: 'require',
      });
      assert.equal((await withProof.send(boundRequest('DPoP', 'right'))).status, 503);
    });

    test('is refused for its proof before anything else', async (t) => {
      const script: Script = ({ dpop }) =>
        dpop === undefined
          ? BOUND
          : { action: 'UNAUTHORIZED', responseContent: 'DPoP error="invalid_dpop_proof"' };
      const door = await open(t, script, { dpop: 'require' });
      const [challenge] = await readChallenges(await door.send(boundRequest('DPoP', 'wrong')));
      assert.equal(challenge?.parameters.error, 'invalid_dpop_proof');
    });
  });
}

test('RFC 8705, 3: the thumbprint that introspection tells is compared once more here', async (t) => {
  const door = await DOORS['introspection']?.(t, () => ({
    ...OK,
    certificateThumbprint: RFC_8705_THUMBPRINT,
  }));
  assert.ok(door);
  assert.equal((await door.send(boundRequest('Bearer', 'missing', 'right'))).status, 200);
  const answer = await door.send(boundRequest('Bearer', 'missing', 'other'));
  assert.equal(answer.status, 401);
  assert.match(answer.reason ?? '', /proves another one$/);
});
