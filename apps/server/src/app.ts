import { fastifyCors as cors } from '@fastify/cors';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type {
  Policy,
  ProtectedResourceMetadata,
  ResourceServer,
  UserInfoEndpoint,
} from 'oauth-resource-server';
import type { SecurityEventReceiver } from 'oauth-resource-server/security-events';
import { answerClientError } from './client-error.ts';
import type { ApiDescription } from './openapi/api-description.ts';
import { collectOperations } from './openapi/collect-operations.ts';
import type { PageFacts } from './page/page-facts.ts';
import type { Readiness } from './readiness.ts';
import { addFapiRoutes, type FapiParts } from './routes/fapi.ts';
import { addHealthRoutes } from './routes/health.ts';
import { answerError } from './routes/json-answer.ts';
import { addOpenApiRoute } from './routes/openapi.ts';
import { addPageRoutes } from './routes/page.ts';
import { addResourceMetadataRoutes } from './routes/resource-metadata.ts';
import { addSecurityEventsRoute } from './routes/security-events.ts';
import { addStepUpRoute } from './routes/step-up.ts';
import { addTimeRoute } from './routes/time.ts';
import { addUserInfoRoute } from './routes/user-info.ts';

export interface AppParts {
  readonly resourceServer: ResourceServer;
  readonly userInfo: UserInfoEndpoint;
  /** The sample of a FAPI 2.0 endpoint, and the keys that its answers are signed with. Default: there is none. */
  readonly fapi?: FapiParts | undefined;
  /** Who takes security event tokens in. Default: nobody. */
  readonly securityEvents?: SecurityEventReceiver | undefined;
  /** What `/api/time` asks of a token. Default: that it is valid. */
  readonly timePolicy?: Policy;
  readonly readiness: () => Promise<Readiness>;
  /** The metadata of the resources (RFC 9728). Default: none are served. */
  readonly metadata?: readonly ProtectedResourceMetadata[];
  /** The page for trying everything out, and the sample of a step-up that it shows. Default: neither is there. */
  readonly page?: PageFacts | undefined;
  /** What `/openapi.json` says of the server as a whole. Default: nothing beyond its routes. */
  readonly api?: ApiDescription;
  /** The origins whose scripts may call; `*` for all. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Key and certificate for HTTPS, in PEM. Default: plain HTTP. */
  readonly tls?: TlsMaterial | undefined;
  /** Told of errors that nobody foresaw; the client is told nothing about them. */
  readonly onUnexpectedError: (error: unknown) => void;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  /** Whether clients are asked for a certificate. Which they have is judged by the token that is bound to it (RFC 8705). */
  readonly requestCert: boolean;
}

/** Bodies beyond this many bytes are answered with 413. */
const BODY_LIMIT = 1_048_576;

/** How long a client may take to send its request, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** Builds the HTTP application; listening is the caller's. */
export function createApp(parts: AppParts): FastifyInstance {
  const app = createFastify(parts.tls);
  addCors(app, parts.corsOrigins ?? []);

  // Forms are kept as they came: what is malformed in them must stay visible. No endpoint reads any other body, so those
  // are only drained, within the limit.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));

  const operations = collectOperations(app);
  const { timePolicy = {}, now = Date.now } = parts;
  addTimeRoute(app, parts.resourceServer, timePolicy, now);
  addUserInfoRoute(app, parts.userInfo);
  if (parts.page !== undefined) addStepUpRoute(app, parts.resourceServer, timePolicy, now);
  if (parts.fapi !== undefined) addFapiRoutes(app, parts.fapi, now);
  if (parts.securityEvents !== undefined) addSecurityEventsRoute(app, parts.securityEvents);
  addHealthRoutes(app, parts.readiness);
  addResourceMetadataRoutes(app, parts.metadata ?? []);
  addOpenApiRoute(app, operations, parts.api ?? {});
  if (parts.page !== undefined) addPageRoutes(app, parts.page, operations);

  app.setNotFoundHandler((_request, reply) =>
    answerError(reply, 404, 'not_found', 'There is nothing at this path.'),
  );
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const words = CLIENT_ERRORS[error.statusCode ?? 500];
    if (words !== undefined) return answerError(reply, words.status, words.error, words.description);
    parts.onUnexpectedError(error);
    const description = 'The request could not be answered because of an error in the server.';
    return answerError(reply, 500, 'server_error', description);
  });
  return app;
}

function createFastify(tls: TlsMaterial | undefined): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
  } as const;
  if (tls === undefined) return fastify(options);
  // Nobody vouches for a client's certificate here: a token is bound to it as such (RFC 8705, section 2.2).
  const https = { ...tls, rejectUnauthorized: false };
  return fastify({ ...options, https });
}

/** Preflights are answered before anything asks for a token: browsers send none with them. */
function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['Authorization', 'DPoP', 'Content-Type', 'x-fapi-interaction-id'],
    exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After', 'x-fapi-interaction-id'],
    maxAge: 600,
    strictPreflight: false,
  });
}

interface ErrorWords {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** What Fastify itself refuses, in our words: its own would repeat parts of the request. */
const CLIENT_ERRORS: Readonly<Record<number, ErrorWords>> = {
  400: { status: 400, error: 'invalid_request', description: 'The request is malformed.' },
  413: { status: 413, error: 'content_too_large', description: 'The body is larger than 1 MiB.' },
  415: { status: 415, error: 'unsupported_media_type', description: 'The Content-Type is malformed.' },
};
