import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { createLocalAuthlete, type LocalAuthlete, PAGE_ENCRYPTION_KEY } from 'local-authlete';
import { readFullConfiguration } from '../src/config.ts';
import { createLogger } from '../src/logging.ts';
import type { PageFacts } from '../src/page/page-facts.ts';
import { startServer } from '../src/start-server.ts';
import { ensureDevelopmentUser } from '../src/users/development-user.ts';
import { openUserStore } from '../src/users/open-user-store.ts';
import type { UserStore } from '../src/users/user-store.ts';

/** The whole of it, over real sockets: server, users database in a file, local Authlete. */
export interface RunningParts {
  readonly url: string;
  readonly adminUrl: string;
  readonly authlete: LocalAuthlete;
  readonly store: UserStore;
  readonly databaseFile: string;
  /** Everything that the server has logged. */
  readonly log: () => string;
  /** Stops the server before the test ends. */
  readonly close: () => Promise<void>;
  /** A token for john (`subject: '1'`) unless told otherwise; members are those of Authlete's `/auth/token/create`. */
  readonly issueToken: (members?: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** Starts everything for a test, and stops it when the test ends. */
export async function startParts(
  t: TestContext,
  environment: Record<string, string> = {},
  { withPage = false }: { readonly withPage?: boolean } = {},
): Promise<RunningParts> {
  const directory = mkdtempSync(path.join(tmpdir(), 'resource-server-'));
  const databaseFile = path.join(directory, 'users.db');
  // What has been started is stopped in any case: a test whose start fails must not keep its process alive.
  const started: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const part of started) await part.close();
    rmSync(directory, { recursive: true });
  });
  const authlete = await createLocalAuthlete({ port: 0 });
  started.unshift(authlete);
  const store = await openUserStore(environment['DATABASE_URL'] ?? `sqlite:${databaseFile}`);
  started.unshift(store);
  await ensureDevelopmentUser(store);
  const configuration = readFullConfiguration({
    environment: {
      AUTHLETE_BASE_URL: authlete.url,
      AUTHLETE_API_VERSION: 'V3',
      AUTHLETE_SERVICE_APIKEY: authlete.serviceId,
      AUTHLETE_SERVICE_ACCESSTOKEN: authlete.serviceAccessToken,
      ...environment,
    },
    cwd: directory,
    port: 0,
  });
  const logStream = new PassThrough();
  let logged = '';
  logStream.on('data', (chunk: Buffer) => {
    logged += chunk.toString();
  });
  const page = withPage ? describePage(authlete) : undefined;
  const server = await startServer(configuration, store, createLogger('trace', logStream), page);
  started.unshift(server);
  return {
    url: server.url,
    adminUrl: server.adminUrl ?? '',
    authlete,
    store,
    databaseFile,
    log: () => logged,
    close: () => server.close(),
    issueToken: (members) => issueToken(authlete, members),
  };
}

/** What `serve --local` tells the page. */
function describePage({ url }: LocalAuthlete): PageFacts {
  return {
    url: 'http://127.0.0.1:8001',
    issuer: url,
    database: 'SQLite',
    encryptionKey: PAGE_ENCRYPTION_KEY,
  };
}

export async function issueToken(
  { url, serviceId, serviceAccessToken }: LocalAuthlete,
  members: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await fetch(`${url}/api/${serviceId}/auth/token/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      grantType: 'AUTHORIZATION_CODE',
      clientId: 1001,
      subject: '1',
      scopes: ['openid', 'profile', 'email', 'address', 'phone'],
      ...members,
    }),
  });
  const answer = (await response.json()) as { action: string; accessToken: string; resultMessage: string };
  if (answer.action !== 'OK') throw new Error(answer.resultMessage);
  return answer.accessToken;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  readonly method?: string | undefined;
  /** Names and values in turn, so that a name can be repeated. */
  readonly headers?: readonly string[] | undefined;
  readonly body?: string | Buffer | undefined;
}

/** Sends a request with exactly these headers (and `Host`), on a connection of its own. */
export async function ask(
  url: string,
  path: string,
  { method = 'GET', headers = [], body }: Question = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(
    {
      hostname,
      port,
      path,
      method,
      agent: false,
      headers: ['Host', `${hostname}:${port}`, ...headers, ...length],
    },
    (response) => {
      text(response).then((received) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received });
      }, reject);
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
