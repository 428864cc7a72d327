import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import {
  array,
  assert as assertProperty,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  record,
} from 'fast-check';
import { createAuthleteTokenSource, type AuthleteClientEvent } from '../../../src/authlete/index.ts';
import { PresentedAccessToken } from '../../../src/presented-access-token.ts';
import { clientOf, startAuthlete } from '../scripted-authlete.ts';
import { body, closed, reset, silence, status, truncated } from './answers.ts';
import { ManualClock } from './manual-clock.ts';

const ANSWERS = {
  yes: body('{"action":"OK","clientId":1,"usable":true}'),
  no: body('{"action":"UNAUTHORIZED"}'),
  'internal error': body('{"action":"INTERNAL_SERVER_ERROR"}'),
  reset,
  closed,
  truncated,
  silence,
  html: body('<p>', 'text/html'),
  'no JSON': body('{"action":"OK"'),
  401: status(401),
  429: status(429),
  '429, 1 s': status(429, '1'),
  '429, 9 s': status(429, '9'),
  500: status(500),
  502: status(502),
  503: status(503),
  '503, 2 s': status(503, '2'),
} satisfies Record<string, RequestListener>;

type AnswerName = keyof typeof ANSWERS;

const NAMES = Object.keys(ANSWERS) as AnswerName[];

const rounds = array(
  record({
    /** Who ask at the same time, each with what it is answered first and second, and whether it carries a proof. */
    questions: array(
      record({ answers: array(constantFrom(...NAMES), { minLength: 2, maxLength: 2 }), proved: boolean() }),
      { minLength: 1, maxLength: 5 },
    ),
    /** How long until the next round. */
    pause: integer({ min: 0, max: 3000 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** A clock on which every wait is over at once. */
class HastyClock extends ManualClock {
  override after(milliseconds: number, callback: () => void): () => void {
    const cancel = super.after(milliseconds, callback);
    setImmediate(() => this.advance(this.waits.includes(milliseconds) ? milliseconds : 0));
    return cancel;
  }
}

test('whatever Authlete does, each question ends, without a third call, and only a yes is a yes', async (t) => {
  /** What each question will be answered, and has been, by its token. */
  const scripts = new Map<string, AnswerName[]>();
  const given = new Map<string, AnswerName[]>();
  const { baseUrl, requests } = await startAuthlete(t, (request, response) => {
    const { token } = JSON.parse(requests.at(-1)?.body ?? '') as { token: string };
    const name = scripts.get(token)?.shift() ?? 'no';
    given.get(token)?.push(name);
    ANSWERS[name](request, response);
  });
  let tokens = 0;
  const seen = new Set<string>();

  await assertProperty(
    asyncProperty(rounds, async (rounds) => {
      const clock = new HastyClock();
      const events: AuthleteClientEvent[] = [];
      const client = clientOf(t, baseUrl, {
        clock,
        timeout: 25,
        retryDelay: 1,
        circuitFailures: 3,
        onEvent: (event) => events.push(event),
      });
      const source = createAuthleteTokenSource(client);
      for (const { questions, pause } of rounds) {
        const asked = questions.map(async ({ answers, proved }) => {
          const token = `T${(tokens += 1)}`;
          const got: AnswerName[] = [];
          scripts.set(token, [...answers]);
          given.set(token, got);
          const proof = { jwt: 'a.b.c', method: 'GET', uri: 'https://api.example.com/', verifiedHere: false };
          const presented = new PresentedAccessToken({
            scheme: proved ? 'DPoP' : 'Bearer',
            token,
            proof: proved ? proof : undefined,
          });
          const { state } = await source.inspect(presented);
          assert.ok(got.length <= (proved ? 1 : 2), `asked ${got.length} times: ${got.join(', ')}`);
          // Not the other way round: on a slow machine a good answer may come too late.
          assert.ok(state !== 'active' || got.at(-1) === 'yes');
          assert.ok(state !== 'refused' || got.at(-1) === 'no');
          seen.add(state).add(`${got.length} calls`);
        });
        await Promise.all(asked);
        clock.advance(pause);
      }
      assert.deepEqual(clock.waits, []);
      for (const { type } of events) seen.add(type);
      await client.close();
    }),
    { numRuns: 50 },
  );
  for (const wanted of [
    'active',
    'refused',
    'unavailable',
    '0 calls',
    '1 calls',
    '2 calls',
    'circuit_closed',
  ]) {
    assert.ok(seen.has(wanted), `no run led to "${wanted}"`);
  }
});
