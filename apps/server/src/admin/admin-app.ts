import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Revocations } from 'oauth-resource-server';
import type { Logger } from 'pino';
import type { TlsMaterial } from '../app.ts';
import { answerClientError } from '../client-error.ts';
import { describeCause } from '../logging.ts';
import type { ServerMetrics } from '../metrics.ts';
import { answerError } from '../routes/json-answer.ts';
import { createAdminAuthentication } from './admin-authentication.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { addRevocationRoute } from './revocation-route.ts';

export interface AdminAppParts {
  /** Of which every request must carry one, as `Authorization: Bearer …`. */
  readonly tokens: readonly string[];
  readonly revocations: Revocations;
  /** What is shown to Prometheus. Default: nothing. */
  readonly metrics?: ServerMetrics | undefined;
  /** Default: plain HTTP. */
  readonly tls?: Pick<TlsMaterial, 'key' | 'cert'> | undefined;
  readonly logger: Logger;
}

/** In bytes; a token is the longest thing that anybody sends. */
const BODY_LIMIT = 65_536;

/** How long a client may take to send its request, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;

/** Builds the HTTP application for operators; listening is the caller's. It tells nothing to those who have no token. */
export function createAdminApp({
  tokens,
  revocations,
  metrics,
  tls,
  logger,
}: AdminAppParts): FastifyInstance {
  const app = createFastify(tls);
  const authenticate = createAdminAuthentication(tokens);

  app.addHook('onRequest', async (request, reply) => {
    switch (authenticate(request.headers.authorization)) {
      case 'accepted':
        return undefined;
      case 'refused':
        logger.warn({ address: request.ip }, 'admin request without the right token');
        reply.header('WWW-Authenticate', 'Bearer');
        return answerError(
          reply,
          401,
          'invalid_token',
          'The Authorization header must be Bearer and ADMIN_TOKEN.',
        );
      case 'limited':
        reply.header('Retry-After', '60');
        return answerError(reply, 429, 'too_many_requests', 'Too many requests without the right token.');
    }
  });
  // The body is read by those who know what must be in it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  addRevocationRoute(app, revocations, logger);
  if (metrics !== undefined) addMetricsRoute(app, metrics);

  app.setNotFoundHandler((_request, reply) =>
    answerError(reply, 404, 'not_found', 'There is nothing at this path.'),
  );
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    switch (error.statusCode) {
      case 400:
        return answerError(reply, 400, 'invalid_request', 'The request is malformed.');
      case 413:
        return answerError(reply, 413, 'content_too_large', 'The body is larger than 64 KiB.');
      case 415:
        return answerError(
          reply,
          415,
          'unsupported_media_type',
          'The Content-Type must be application/json.',
        );
      default: {
        logger.error({ cause: describeCause(error) }, 'unexpected error');
        const description = 'The request could not be answered because of an error in the server.';
        return answerError(reply, 500, 'server_error', description);
      }
    }
  });
  return app;
}

function createFastify(tls: AdminAppParts['tls']): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
  } as const;
  return tls === undefined
    ? fastify(options)
    : fastify({ ...options, https: { key: tls.key, cert: tls.cert } });
}
