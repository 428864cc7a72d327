import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createUserInfoEndpoint, type UserInfoAuthority } from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { bearerRequest } from '../requests.ts';

/** Turns of the event loop that a step of a request takes: another number for each, so that steps interleave. */
async function waitFor(token: string, factor: number): Promise<void> {
  const turns = (Number(token.slice(1)) * factor) % 11;
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

test('among many users at the same time, each gets the claims of the own token', async () => {
  const authority: UserInfoAuthority = {
    async inspect({ token }) {
      await waitFor(token, 7);
      return {
        state: 'active',
        token: accessToken({ subject: `subject-${token}` }),
        claimNames: ['name', `nickname#${token}`],
        dpopNonce: `nonce-${token}`,
      };
    },
    async issue({ token }, { claims }) {
      await waitFor(token, 3);
      const body = JSON.stringify({ sub: `subject-${token}`, ...claims });
      return { state: 'issued', mediaType: 'application/json', body };
    },
  };
  // The source returns more than it was asked for: the nicknames of everybody.
  const nicknames: Record<string, string> = {};
  const endpoint = createUserInfoEndpoint({
    authority,
    claimSource: {
      async findClaims({ subject, names }) {
        await waitFor(subject.slice('subject-'.length), 5);
        for (const name of names.filter((name) => name !== 'name')) {
          nicknames[name] = `nickname of ${subject}`;
        }
        return { ...nicknames, name: `name of ${subject}` };
      },
    },
  });

  const tokens = Array.from({ length: 200 }, (_, index) => `t${index}`);
  const responses = await Promise.all(tokens.map((token) => endpoint.answer(bearerRequest(token))));
  for (const [index, { status, headers, body }] of responses.entries()) {
    const token = `t${index}`;
    assert.equal(status, 200);
    assert.equal(headers['DPoP-Nonce'], `nonce-${token}`);
    assert.deepEqual(JSON.parse(body), {
      sub: `subject-${token}`,
      name: `name of subject-${token}`,
      [`nickname#${token}`]: `nickname of subject-${token}`,
    });
  }
});
