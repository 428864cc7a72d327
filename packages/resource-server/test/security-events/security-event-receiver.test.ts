// What follows from the events that a transmitter delivers.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createMemoryReplicaStore, RevocationError } from '../../src/index.ts';
import { createSecurityEventReceiver } from '../../src/security-events/index.ts';
import { createReceiver } from './receiving.ts';
import {
  AUDIENCE,
  claims,
  CREDENTIAL_CHANGE,
  ISSUER,
  KEY,
  type Members,
  NOW,
  publicJwk,
  SESSION_REVOKED,
  sign,
  TOKEN_CLAIMS_CHANGE,
  VERIFICATION,
} from './transmitter.ts';

const ASSURANCE = 'https://schemas.openid.net/secevent/caep/event-type/assurance-level-change';

suite('an event has its effect on the subject', () => {
  for (const type of [SESSION_REVOKED, CREDENTIAL_CHANGE]) {
    test(`CAEP 1.0, 3: ${type.slice(type.lastIndexOf('/') + 1)} revokes`, async () => {
      const { deliver, revoked, outdated, reports } = createReceiver();
      const token = await sign(claims({ events: { [type]: { change_type: 'delete' } } }));
      const answer = await deliver(token);
      assert.deepEqual(answer, { status: 202, headers: { 'Cache-Control': 'no-store' }, body: '' });
      assert.deepEqual(revoked, [{ subject: '1' }]);
      assert.deepEqual(outdated, []);
      const jti = claims()['jti'];
      assert.deepEqual(reports, [
        { outcome: 'taken', jti, eventTypes: [type], reason: 'its events took effect' },
      ]);
    });
  }

  test('CAEP 1.0, 3.2: token-claims-change makes what is known count no longer, and revokes nothing', async () => {
    const { deliver, revoked, outdated } = createReceiver();
    const events = { [TOKEN_CLAIMS_CHANGE]: { claims: { role: 'ro-admin' } } };
    assert.equal((await deliver(await sign(claims({ events })))).status, 202);
    assert.deepEqual(revoked, []);
    assert.deepEqual(outdated, [{ subject: '1' }]);
  });

  test('SSF 1.0, 8.1.4.1: verification is answered, and has no other effect', async () => {
    const { deliver, revoked, outdated, reports } = createReceiver();
    const sub_id = { format: 'opaque', id: 'f67e39a0a4d34d56b3aa1bc4cff0069f' };
    const token = await sign(claims({ sub_id, events: { [VERIFICATION]: { state: 'a' } } }));
    assert.equal((await deliver(token)).status, 202);
    assert.deepEqual([...revoked, ...outdated], []);
    assert.match(reports[0]?.reason ?? '', /whether it is heard/);
  });

  test('RFC 8417, 2.2: an event that means nothing here is answered, and reported', async () => {
    const { deliver, revoked, reports } = createReceiver();
    for (const [jti, events] of [
      ['a', { [ASSURANCE]: { current_level: 'nist-aal1' } }],
      ['b', { constructor: {} }],
    ]) {
      assert.equal((await deliver(await sign(claims({ jti, events })))).status, 202);
    }
    assert.deepEqual(revoked, []);
    assert.deepEqual(
      reports.map(({ outcome, eventTypes }) => [outcome, eventTypes]),
      [
        ['ignored', [ASSURANCE]],
        ['ignored', ['constructor']],
      ],
    );
  });

  test('RFC 8417, 2.2: of several events each has its effect', async () => {
    const { deliver, revoked, outdated } = createReceiver();
    const events = { [ASSURANCE]: {}, [TOKEN_CLAIMS_CHANGE]: {}, [SESSION_REVOKED]: {} };
    assert.equal((await deliver(await sign(claims({ events })))).status, 202);
    assert.deepEqual([revoked, outdated], [[{ subject: '1' }], [{ subject: '1' }]]);
  });
});

suite('the subject of an event', () => {
  const user = { format: 'iss_sub', iss: ISSUER, sub: '1' };
  const session = { format: 'opaque', id: 'dMTlD|1600802906337.16|16008.16' };
  const email = { format: 'email', email: 'jane@example.com' };

  for (const [name, sub_id] of [
    ['RFC 9493, 3.2.4: iss_sub', user],
    ['RFC 9493, 3.2.5: opaque', { format: 'opaque', id: '1' }],
    [
      'RFC 9493, 3.2.8: the first alias that is understood',
      { format: 'aliases', identifiers: [email, user] },
    ],
    ['SSF 1.0, 3.3: the user of a complex subject', { format: 'complex', user, session, tenant: session }],
  ] as const) {
    test(name, async () => {
      const { deliver, revoked } = createReceiver();
      assert.equal((await deliver(await sign(claims({ sub_id })))).status, 202);
      assert.deepEqual(revoked, [{ subject: '1' }]);
    });
  }

  test('drafts of CAEP: in the event, where the token has no sub_id', async () => {
    const { deliver, revoked } = createReceiver();
    const events = { [SESSION_REVOKED]: { subject: { format: 'complex', user } } };
    await deliver(await sign(claims({ jti: 'a', sub_id: undefined, events })));
    const other = { format: 'iss_sub', iss: ISSUER, sub: '2' };
    await deliver(await sign(claims({ jti: 'b', sub_id: other, events })));
    assert.deepEqual(revoked, [{ subject: '1' }, { subject: '2' }]);
  });

  for (const [name, sub_id] of [
    ['none', undefined],
    ['a string', '1'],
    ['no format', { iss: ISSUER, sub: '1' }],
    ['another issuer', { ...user, iss: 'https://evil.example.com/' }],
    ['an empty sub', { ...user, sub: '' }],
    ['a sub that is no string', { ...user, sub: 1 }],
    ['an e-mail address', email],
    ['a session without a user', { format: 'complex', session }],
    ['a complex user', { format: 'complex', user: { format: 'complex', user } }],
    ['aliases that are none', { format: 'aliases', identifiers: user }],
    ['aliases of aliases', { format: 'aliases', identifiers: [{ format: 'aliases', identifiers: [user] }] }],
    [
      'an eleventh alias',
      { format: 'aliases', identifiers: [...Array.from({ length: 10 }, () => email), user] },
    ],
  ] as const) {
    test(`that nobody understands is refused, and may come again: ${name}`, async () => {
      const { deliver, revoked, reports } = createReceiver();
      const token = await sign(claims({ sub_id, sub: '1' }));
      for (let times = 0; times < 2; times += 1) {
        const { status, body } = await deliver(token);
        assert.equal(status, 400);
        assert.deepEqual(JSON.parse(body), {
          err: 'invalid_request',
          description: 'The subject identifier of the event cannot be mapped to a subject of access tokens.',
        });
      }
      assert.deepEqual(revoked, []);
      assert.deepEqual(
        reports.map(({ outcome, fault }) => [outcome, fault]),
        [
          ['refused', 'subject_not_understood'],
          ['refused', 'subject_not_understood'],
        ],
      );
    });
  }

  test('is asked of a function first, which may know better, know nobody, or leave it', async () => {
    const { deliver, revoked, reports } = createReceiver({
      subjectOf: async ({ format, email: address, id }) => {
        if (format === 'email') return address === 'jane@example.com' ? '7' : null;
        return id === session.id ? '8' : undefined;
      },
    });
    const subjects = [email, { ...email, email: 'nobody@example.com' }, session, user];
    for (const [index, sub_id] of subjects.entries()) {
      assert.equal((await deliver(await sign(claims({ jti: `${index}`, sub_id })))).status, 202);
    }
    assert.deepEqual(revoked, [{ subject: '7' }, { subject: '8' }, { subject: '1' }]);
    assert.deepEqual(
      [reports[1]?.outcome, reports[1]?.reason],
      ['ignored', 'the subject has no tokens here'],
    );
  });

  test('may be of other issuers than the token', async () => {
    const op = 'https://op.example.com';
    const { deliver, revoked } = createReceiver({ subjectIssuers: [op] });
    assert.equal((await deliver(await sign(claims({ sub_id: { ...user, iss: op } })))).status, 202);
    assert.equal((await deliver(await sign(claims({ jti: 'b' })))).status, 400);
    assert.deepEqual(revoked, [{ subject: '1' }]);
  });
});

suite('a token that comes again', () => {
  test('is answered like the first time, without another effect, for as long as it could be taken', async () => {
    const { deliver, revoked, reports, clock } = createReceiver({ maximumAge: 3600 });
    const token = await sign(claims());
    const first = await deliver(token);
    assert.deepEqual(await deliver(token), first);
    clock.now += 3_599_000;
    assert.deepEqual(await deliver(token), first);
    assert.equal(revoked.length, 1);
    assert.deepEqual(
      reports.map(({ outcome }) => outcome),
      ['taken', 'repeated', 'repeated'],
    );
    clock.now += 2000;
    assert.equal((await deliver(token)).status, 400, 'too old');
  });

  test('is known to every replica that shares the store', async () => {
    const store = createMemoryReplicaStore({ now: () => NOW });
    const token = await sign(claims());
    const replicas = [createReceiver({ store }), createReceiver({ store })];
    for (const { deliver } of replicas) assert.equal((await deliver(token)).status, 202);
    assert.equal(replicas.flatMap(({ revoked }) => revoked).length, 1);
  });

  test('takes effect where the first time the authority could not be told: 503, to be delivered again', async () => {
    const tellings = [{ state: 'failed', reason: 'Authlete cannot be reached' }, { state: 'told' }] as const;
    let delivered = 0;
    const { deliver, revoked, reports } = createReceiver({}, () => tellings[delivered++] ?? assert.fail());
    const token = await sign(claims());
    const { status, headers, body } = await deliver(token);
    assert.deepEqual([status, headers['Retry-After'], body], [503, '30', '']);
    assert.equal((await deliver(token)).status, 202);
    assert.equal((await deliver(token)).status, 202);
    assert.equal(revoked.length, 2);
    assert.match(reports[0]?.reason ?? '', /refused here, .* could not be told: Authlete cannot be reached/);
  });

  test('a store with no room for it does not keep a revocation from taking effect', async () => {
    const store = createMemoryReplicaStore({ maximumEntries: 1, now: () => NOW });
    const { deliver, revoked, reports } = createReceiver({ store });
    for (const jti of ['a', 'b', 'b']) assert.equal((await deliver(await sign(claims({ jti })))).status, 202);
    assert.equal(revoked.length, 3);
    assert.match(reports[2]?.reason ?? '', /took effect; .* is full/);
  });
});

suite('what fails here is answered with 503, and told the operator', () => {
  const cause = new Error('connection refused');
  const memory = createMemoryReplicaStore();
  const fail = (): never => {
    throw cause;
  };

  for (const [name, options] of [
    ['the store, when it is read', { store: { ...memory, read: fail } }],
    ['the store, when it is written', { store: { ...memory, write: fail } }],
    ['the function that finds subjects', { subjectOf: fail }],
    ['the revocation', { revocations: { revoke: fail, outdate: fail } }],
  ] as const) {
    test(name, async () => {
      const { deliver, reports } = createReceiver(options);
      const { status, body } = await deliver(await sign(claims()));
      assert.deepEqual([status, body], [503, '']);
      assert.deepEqual([reports[0]?.outcome, reports[0]?.cause], ['failed', cause]);
    });
  }

  test('a revocation that could not be recorded', async () => {
    const revoke = () => Promise.reject(new RevocationError('store_full', { state: 'told' }));
    const { deliver, reports } = createReceiver({ revocations: { revoke, outdate: fail } });
    assert.equal((await deliver(await sign(claims()))).status, 503);
    assert.match(String(reports[0]?.cause), /store of revocations is full/);
  });
});

test('a report names no subject and holds no token', async () => {
  const { deliver, reports } = createReceiver({ authorization: 'Bearer agreed' });
  const sub_id = { format: 'iss_sub', iss: ISSUER, sub: 'somebody' };
  const token = await sign(claims({ sub_id }));
  await deliver(token, { authorization: 'Bearer agreed' });
  await deliver(token, { authorization: 'Bearer guessed' });
  await deliver(`${token}x`, { authorization: 'Bearer agreed' });
  assert.equal(reports.length, 3);
  const text = JSON.stringify(reports);
  for (const secret of ['somebody', 'agreed"', 'guessed', ...token.split('.')]) {
    assert.ok(!text.includes(secret));
  }
});

suite('options', () => {
  const right = {
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { keys: [publicJwk()] },
    store: createMemoryReplicaStore(),
    revocations: { revoke: async () => ({ state: 'told' }) as const, outdate: async () => undefined },
  };

  for (const [name, options] of Object.entries<readonly Members[]>({
    issuer: [{ issuer: '' }, { issuer: undefined }],
    audience: [{ audience: '' }, { audience: [] }, { audience: [AUDIENCE, ''] }, { audience: undefined }],
    keys: [
      { keys: { keys: [] } },
      { keys: { keys: [KEY.export({ format: 'jwk' })] } },
      { keys: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } },
      { keys: { keys: ['key'] } },
    ],
    'keys.jwksUri': [{ keys: { jwksUri: 'http://idp.example.com/jwks' } }, { keys: { jwksUri: '/jwks' } }],
    store: [{ store: {} }],
    revocations: [{ revocations: {} }],
    authorization: [{ authorization: '' }, { authorization: [] }],
    subjectIssuers: [{ subjectIssuers: [] }],
    subjectOf: [{ subjectOf: 'email' }],
    onReport: [{ onReport: 1 }],
    now: [{ now: 1 }],
    maximumAge: [{ maximumAge: 0 }, { maximumAge: Number.NaN }],
    maximumLength: [{ maximumLength: 0.5 }],
  })) {
    test(`${name}: what is wrong is refused by name`, () => {
      for (const wrong of options) {
        assert.throws(() => createSecurityEventReceiver({ ...right, ...wrong }), {
          name: 'TypeError',
          message: new RegExp(`^options\\.${name.replace('.', '\\.')}: `),
        });
      }
    });
  }
});
