// Everything with sockets of its own: clients, the endpoint, an Authlete and a claim service. Every step takes another time for every user.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Claims,
  type ClaimSource,
  combineClaimSources,
  createUserInfoEndpoint,
  type UserInfoEndpoint,
} from '../../src/index.ts';
import { createAuthleteUserInfoAuthority } from '../../src/authlete/index.ts';
import { NodeResourceRequest } from '../../src/adapters/node.ts';
import { listen } from '../adapters/listening.ts';
import { clientOf } from '../authlete/scripted-authlete.ts';

const USERS = 120;
const REQUESTS_EACH = 2;

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

async function startHttp(t: TestContext, handle: Handle): Promise<string> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return `http://127.0.0.1:${await listen(t, server)}`;
}

/** Up to 25 ms, another time for every user and step. */
function dawdle(user: string, step: number): Promise<void> {
  return sleep((Number(user) * (2 * step + 7)) % 26);
}

/** Tokens are `t` and the number of the user; each user has consented to a nickname in a language of the own. */
async function startAuthlete(t: TestContext): Promise<string> {
  return startHttp(t, async (request, response) => {
    const { token, claims, sub } = JSON.parse(await text(request)) as Record<string, string>;
    const user = String(token).slice(1);
    const isIssue = request.url?.endsWith('/issue') === true;
    await dawdle(user, isIssue ? 1 : 2);
    const answer = isIssue
      ? {
          action: 'JSON',
          responseContent: JSON.stringify({ ...(JSON.parse(claims ?? '{}') as object), sub }),
        }
      : {
          action: 'OK',
          clientId: 7,
          subject: user,
          scopes: ['openid', 'profile'],
          claims: ['name', 'email'],
          userInfoClaims: JSON.stringify({
            [`nickname#x-u${user}`]: { value: `nickname of ${user}` },
            sub: null,
          }),
          consentedClaims: ['name', `nickname#x-u${user}`, 'email'],
        };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
}

/** A claim service that hands out the nicknames of everybody together with the e-mail address of one. */
async function startClaimService(t: TestContext): Promise<ClaimSource> {
  const nicknames: Record<string, string> = {};
  const url = await startHttp(t, async (request, response) => {
    const user = String(request.url).slice(1);
    nicknames[`nickname#x-u${user}`] = `nickname of ${user}`;
    await dawdle(user, 3);
    response.end(JSON.stringify({ ...nicknames, email: `${user}@example.com` }));
  });
  return {
    async findClaims({ subject }) {
      const answer = await fetch(`${url}/${subject}`);
      return (await answer.json()) as Claims;
    },
  };
}

/** A database whose rows come late, and which knows the pairwise identifiers. */
const DATABASE: ClaimSource = {
  async findClaims({ subject }) {
    await dawdle(subject, 4);
    return { name: `name of ${subject}` };
  },
  async findSubject({ subject, clientId }) {
    await dawdle(subject, 5);
    return `${clientId}-${subject}`;
  },
};

async function startEndpoint(t: TestContext, endpoint: UserInfoEndpoint): Promise<string> {
  return startHttp(t, async (request, response) => {
    const { status, headers, body } = await endpoint.answer(new NodeResourceRequest(request));
    response.writeHead(status, headers).end(body);
  });
}

test('among many users at once, over sockets and slow sources, each gets the own claims and nobody else’s', async (t) => {
  const authority = createAuthleteUserInfoAuthority(clientOf(t, await startAuthlete(t)));
  const claimSource = combineClaimSources([
    { name: 'database', source: DATABASE, required: true, timeout: 30_000 },
    { name: 'service', source: await startClaimService(t), required: true, timeout: 30_000 },
  ]);
  const url = await startEndpoint(
    t,
    createUserInfoEndpoint({ authority, claimSource, claimTimeout: 30_000 }),
  );

  const users = Array.from({ length: USERS * REQUESTS_EACH }, (_, index) => String(index % USERS));
  const answers = await Promise.all(
    users.map(async (user) => {
      const response = await fetch(url, { headers: { Authorization: `Bearer t${user}` } });
      return { user, status: response.status, body: await response.text() };
    }),
  );
  for (const { user, status, body } of answers) {
    assert.equal(status, 200, body);
    assert.deepEqual(JSON.parse(body), {
      sub: `7-${user}`,
      name: `name of ${user}`,
      email: `${user}@example.com`,
      [`nickname#x-u${user}`]: `nickname of ${user}`,
    });
  }
});
