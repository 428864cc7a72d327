// An authority that costs next to nothing: its answers are ready. Local Authlete is faithful, and therefore far too slow
// to measure a resource server against.
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createHttpMessageReader } from '../http-message-reader.ts';
import { reportTo, urlOf } from '../processes/reporting.ts';
import {
  BEARER_TOKEN,
  CERTIFICATE_TOKEN,
  DPOP_TOKEN,
  introspection,
  ISSUED_USER_INFO,
  STANDARD_INTROSPECTION,
  UNKNOWN_TOKEN,
  USER_INFO,
} from './answers.ts';

/** With a key and a certificate it speaks TLS, for those who take nothing else. */
const { CERTIFICATE_THUMBPRINT, JWKS, TLS_KEY, TLS_CERTIFICATE } = process.env;

/** Milliseconds that each answer takes. */
const DELAY = Number(process.env['DELAY'] ?? 0);

/** What was asked since the start, over how many connections at once. */
export interface AuthorityCounts {
  questions: number;
  mostConnections: number;
}

const counts: AuthorityCounts = { questions: 0, mostConnections: 0 };
let connections = 0;

const VALID = message(introspection());
const VALID_WITH_CERTIFICATE = message(introspection(CERTIFICATE_THUMBPRINT));
const UNKNOWN = message(UNKNOWN_TOKEN);
const CLAIM_NAMES = message(USER_INFO);
const ISSUED = message(ISSUED_USER_INFO);
const ACTIVE = message(STANDARD_INTROSPECTION);
const INACTIVE = message({ active: false });
const KEYS = message(JSON.parse(JWKS ?? '{"keys":[]}') as object);

const server =
  TLS_KEY === undefined || TLS_CERTIFICATE === undefined
    ? createServer(listen)
    : createTlsServer({ key: TLS_KEY, cert: TLS_CERTIFICATE }, listen);
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => reportTo(process, urlOf(server), counts));

function listen(socket: Socket): void {
  const read = createHttpMessageReader((head, body) => {
    counts.questions += 1;
    const answer = answerTo(head, body);
    if (DELAY === 0) socket.write(answer);
    else setTimeout(() => socket.write(answer), DELAY);
  });
  connections += 1;
  counts.mostConnections = Math.max(counts.mostConnections, connections);
  socket.on('close', () => {
    connections -= 1;
  });
  socket.setNoDelay(true);
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
}

function answerTo(head: string, body: string): Buffer {
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
  if (path.endsWith('/auth/introspection')) return introspect(body);
  if (path.endsWith('/auth/userinfo')) return CLAIM_NAMES;
  if (path.endsWith('/auth/userinfo/issue')) return ISSUED;
  if (path === '/introspect') return body.includes(BEARER_TOKEN) ? ACTIVE : INACTIVE;
  return KEYS;
}

/** A bound token is valid only together with something that may prove the binding. */
function introspect(body: string): Buffer {
  if (body.includes(BEARER_TOKEN)) return VALID;
  if (body.includes(DPOP_TOKEN) && body.includes('"dpop"')) return VALID;
  if (body.includes(CERTIFICATE_TOKEN) && body.includes('"clientCertificate"')) return VALID_WITH_CERTIFICATE;
  return UNKNOWN;
}

/** A complete answer with the fields that Authlete's have. */
function message(json: object): Buffer {
  const body = JSON.stringify(json);
  return Buffer.from(
    [
      'HTTP/1.1 200 OK',
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: application/json;charset=UTF-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: keep-alive',
      '',
      body,
    ].join('\r\n'),
  );
}
