import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { suite, test, type TestContext } from 'node:test';
import { createAuthleteUserInfoAuthority } from '../../src/authlete/index.ts';
import {
  type ClaimQuery,
  type ClaimSource,
  createUserInfoEndpoint,
  type Denied,
  type UserInfoAuthority,
  type UserInfoEndpointOptions,
  type UserInfoGrant,
  type UserInfoResponse,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { clientOf, type ScriptedAuthlete, startAuthlete } from '../authlete/scripted-authlete.ts';
import { bearerRequest } from '../requests.ts';
import { InMemoryUserInfoAuthority } from './in-memory-user-info-authority.ts';

/** In milliseconds: longer than any test may take, so that none of them ends for this reason. */
const LONG = 60_000;

const grant: UserInfoGrant = {
  state: 'active',
  token: { ...accessToken({}), subject: 'jane' },
  claimNames: ['name'],
};
const jane: ClaimSource = { findClaims: async () => ({ name: 'Jane' }) };
const never = new Promise<never>(() => undefined);

interface Answer {
  readonly response: UserInfoResponse;
  readonly denied: Denied | undefined;
}

async function answer(options: UserInfoEndpointOptions): Promise<Answer> {
  let denied: Denied | undefined;
  const endpoint = createUserInfoEndpoint({
    onEvent: (event) => {
      if (event.type === 'access_denied') denied = event.denied;
    },
    ...options,
  });
  return { response: await endpoint.answer(bearerRequest('T')), denied };
}

function assertUnavailable({ response, denied }: Answer, code: Denied['code'], reason: RegExp): void {
  assert.equal(response.status, 503);
  assert.equal(response.headers['Retry-After'], '5');
  assert.equal(response.headers['WWW-Authenticate'], undefined);
  assert.equal(denied?.code, code);
  assert.match(denied?.reason ?? '', reason);
}

/** An Authlete that takes its time for the first step, and does with the second what it is told. */
function startSlowAuthlete(t: TestContext, delay: number, issue: RequestListener): Promise<ScriptedAuthlete> {
  const json = { 'content-type': 'application/json' };
  const inspection = '{"action":"OK","clientId":1,"subject":"jane","scopes":["openid"],"claims":["name"]}';
  return startAuthlete(t, (request, response) => {
    if (request.url?.endsWith('/issue')) issue(request, response);
    else setTimeout(() => response.writeHead(200, json).end(inspection), delay);
  });
}

suite('the time budget of a UserInfo request', () => {
  test('is one for a slow Authlete and a slow claim source together', async (t) => {
    const { baseUrl, requests } = await startSlowAuthlete(t, 100, () => undefined);
    const queries: ClaimQuery[] = [];
    const findClaims = (query: ClaimQuery): Promise<never> => {
      queries.push(query);
      return never;
    };
    const client = clientOf(t, baseUrl, { timeout: LONG });
    const authority = createAuthleteUserInfoAuthority(client);
    const start = Date.now();
    const answered = await answer({
      authority,
      claimSource: { findClaims },
      claimTimeout: LONG,
      timeBudget: 1000,
    });
    assertUnavailable(answered, 'claims_unavailable', /claim source failed/);
    assert.ok((queries[0]?.deadline ?? LONG + start) - start < LONG);
    assert.equal(requests.length, 1);
  });

  test('ends a second step for which the claim source has left little', async (t) => {
    const { baseUrl, requests } = await startSlowAuthlete(t, 20, () => undefined);
    const findClaims = async (): Promise<{ name: string }> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { name: 'Jane' };
    };
    const client = clientOf(t, baseUrl, { timeout: LONG });
    const authority = createAuthleteUserInfoAuthority(client);
    const answered = await answer({ authority, claimSource: { findClaims }, timeBudget: 1000 });
    assertUnavailable(answered, 'authority_unavailable', /did not begin to answer in time/);
    assert.deepEqual(
      requests.map(({ url }) => url),
      ['/api/auth/userinfo', '/api/auth/userinfo/issue'],
    );
  });

  test('is not exceeded by a step that is not begun any more', async (t) => {
    let now = 0;
    const { baseUrl, requests } = await startSlowAuthlete(t, 0, () => undefined);
    const client = clientOf(t, baseUrl);
    const options = {
      authority: createAuthleteUserInfoAuthority(client, { now: () => now }),
      now: () => now,
    };
    const late: ClaimSource = {
      findClaims: async () => {
        now += 2000;
        return {};
      },
    };
    const third = await answer({ ...options, claimSource: late, timeBudget: 2000 });
    assertUnavailable(third, 'authority_unavailable', /no time was left/);
    assert.equal(requests.length, 1);

    const slow = {
      inspect: async () => {
        now += 2000;
        return grant;
      },
      issue: async () => assert.fail('the second step was begun'),
    } satisfies UserInfoAuthority;
    const neverAsked: ClaimSource = { findClaims: async () => assert.fail('the claim source was asked') };
    const second = await answer({
      authority: slow,
      claimSource: neverAsked,
      now: () => now,
      timeBudget: 2000,
    });
    assertUnavailable(second, 'claims_unavailable', /no time was left/);
  });

  test('ends the wait for an authority that does not keep to it, in both steps', async () => {
    const known = new InMemoryUserInfoAuthority({ T: { inspection: grant } });
    const options = { claimSource: jane, timeBudget: 30 };
    const stuckFirst: UserInfoAuthority = { inspect: () => never, issue: () => never };
    const stuckSecond: UserInfoAuthority = {
      inspect: (presented) => known.inspect(presented),
      issue: () => never,
    };
    for (const authority of [stuckFirst, stuckSecond]) {
      const answered = await answer({ ...options, authority });
      assertUnavailable(answered, 'authority_unavailable', /within the time budget/);
    }
  });

  test('shortens the time of the claim source, and never lengthens it', async () => {
    const authority = new InMemoryUserInfoAuthority({ T: { inspection: grant } });
    const deadlines: number[] = [];
    const claimSource: ClaimSource = {
      findClaims: async ({ deadline }) => {
        deadlines.push(deadline);
        return {};
      },
    };
    for (const timeBudget of [3000, 9000, undefined]) {
      await answer({
        authority,
        claimSource,
        claimTimeout: 5000,
        now: () => 0,
        ...(timeBudget !== undefined && { timeBudget }),
      });
    }
    assert.deepEqual(deadlines, [3000, 5000, 5000]);
  });
});
