import { type Material, PUBLIC_URL } from './material.ts';
import type { LoadCredentials } from './load/load-order.ts';
import {
  APACHE,
  NGINX,
  NGINX_CACHED,
  NGINX_JUDGING,
  NGINX_JUDGING_CACHED,
} from './candidates/alternatives/programs.ts';
import type { ProgramOptions } from './processes/program.ts';

/** One line of the table: something that answers requests, and what it is compared with. */
export interface RowOptions {
  readonly name: string;
  /** The row that its ratio refers to. A floor is its own. */
  readonly floor: string;
  readonly server: NodeServer | ProgramOptions;
  readonly path: string;
  readonly credentials: LoadCredentials;
  /** The part of the requests of a round that it gets. Default: all. */
  readonly share?: number;
}

/** A file of this folder that is started with more in its environment than where the authority is. */
export interface NodeServer {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

const NOTHING_ASKED = 'node:http';
const ONE_CALL = 'node:http, one undici call';
const CACHED_CALL = 'node:http, one undici call, cached by SHA-256 in a Map';
const TWO_CALLS = 'node:http, two undici calls, one SQLite read';

/** For longer than a run takes: nothing expires in it. */
const KEPT = { INTROSPECTION_CACHE_TTL: '3600' };

const BEHIND_A_PROXY = { TRUSTED_PROXIES: '127.0.0.1', CLIENT_CERTIFICATE: 'rfc9440' };

/** All rows, in the order in which they are printed: floors, ours, what a user would take instead. */
export function rowsWith({ bearer, certificate, dpop, jwt }: Material): readonly RowOptions[] {
  const time = (
    name: string,
    floor: string,
    server: NodeServer | ProgramOptions,
    credentials = bearer,
  ): RowOptions => ({
    name,
    floor,
    server,
    path: '/api/time',
    credentials,
  });
  const userInfo = (name: string, server: NodeServer): RowOptions => ({
    ...time(name, TWO_CALLS, server),
    path: '/api/userinfo',
  });
  return [
    time(NOTHING_ASKED, NOTHING_ASKED, node('candidates/floors/constant.ts')),
    time(ONE_CALL, ONE_CALL, node('candidates/floors/call.ts')),
    time(CACHED_CALL, CACHED_CALL, node('candidates/floors/cached-call.ts')),
    userInfo(TWO_CALLS, node('candidates/floors/user-info.ts')),

    time('library on node:http', ONE_CALL, node('candidates/library.ts')),
    time('library on node:http, cached', CACHED_CALL, node('candidates/library.ts', KEPT)),
    time('server, /api/time', ONE_CALL, node('candidates/server.ts')),
    time('server, /api/time, access log', ONE_CALL, node('candidates/server.ts', { LOG_LEVEL: 'debug' })),
    time('server, /api/time, cached', CACHED_CALL, node('candidates/server.ts', KEPT)),
    time(
      'server, /api/time, cached, bound to a certificate',
      CACHED_CALL,
      node('candidates/server.ts', { ...KEPT, ...BEHIND_A_PROXY }),
      certificate,
    ),
    {
      ...time(
        'server, /api/time, cached, bound to a DPoP key',
        CACHED_CALL,
        node('candidates/server.ts', { ...KEPT, DPOP: 'accept', PUBLIC_URL }),
        dpop,
      ),
      // Each proof is remembered for some minutes, and only so many are: more would be refused.
      share: 0.25,
    },
    userInfo('server, /api/userinfo', node('candidates/server.ts')),

    time('Express, introspection by hand with fetch', ONE_CALL, node('candidates/alternatives/express.ts')),
    time(
      'Express, express-oauth2-jwt-bearer',
      NOTHING_ASKED,
      node('candidates/alternatives/express-jwt.ts'),
      jwt,
    ),
    time('nginx auth_request', ONE_CALL, NGINX),
    time('nginx auth_request, njs', ONE_CALL, NGINX_JUDGING),
    time('nginx auth_request, proxy_cache', CACHED_CALL, NGINX_CACHED),
    time('nginx auth_request, njs, proxy_cache', CACHED_CALL, NGINX_JUDGING_CACHED),
    time('Apache mod_auth_openidc, cached', CACHED_CALL, APACHE),
  ];
}

function node(file: string, environment: Readonly<Record<string, string>> = {}): NodeServer {
  return { file, environment };
}
