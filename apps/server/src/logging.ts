import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { EventListener, ResourceRequest } from 'oauth-resource-server';
import { type AuthleteClientListener, describeAuthleteFailure } from 'oauth-resource-server/authlete';
import type { LogLevel } from './config.ts';

/** A logger that writes a JSON object per line. */
export function createLogger(level: LogLevel, destination: Writable): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/**
 * Writes what happened to requests: denials as `info`, what could not be decided as `warn`, the rest as `debug`. No line
 * holds a token: of a request only the method and the path are written, and of a token only facts.
 */
export function createEventLog(logger: Logger): EventListener {
  return (event) => {
    const { method } = event.request;
    const path = pathOf(event.request);
    switch (event.type) {
      case 'access_denied': {
        const { status, code, reason, cause } = event.denied;
        const line = {
          method,
          path,
          status,
          code,
          reason,
          ...(cause !== undefined && { cause: describeCause(cause) }),
        };
        if (status === 503) logger.warn(line, 'not decided');
        else logger.info(line, 'denied');
        return;
      }
      case 'claims_left_out':
        logger.warn({ method, path, names: event.names }, 'claims of the wrong type left out');
        return;
      case 'access_granted':
      case 'user_info_issued': {
        if (!logger.isLevelEnabled('debug')) return;
        const { subject, clientId } = event.token;
        logger.debug(
          { method, path, subject, clientId },
          event.type === 'access_granted' ? 'granted' : 'issued',
        );
      }
    }
  };
}

/** Writes what the calls to Authlete meet: that it is not asked for a while as `warn`, the rest as `info`. */
export function createAuthleteEventLog(logger: Logger): AuthleteClientListener {
  return (event) => {
    switch (event.type) {
      case 'retry': {
        const reason = describeAuthleteFailure(event.failure);
        logger.info({ reason, wait: Math.round(event.wait) }, 'asking Authlete a second time');
        return;
      }
      case 'circuit_opened': {
        const reason = describeAuthleteFailure(event.failure);
        logger.warn({ reason, pause: event.pause }, 'circuit breaker: Authlete is not asked for a while');
        return;
      }
      case 'circuit_half_open':
        logger.info('circuit breaker: asking Authlete one question');
        return;
      case 'circuit_closed':
        logger.info('circuit breaker: Authlete answers again');
    }
  };
}

/** Without the query, which may hold a token that somebody put there although nobody reads it. */
function pathOf(request: ResourceRequest): string {
  const query = request.target.indexOf('?');
  return query === -1 ? request.target : request.target.slice(0, query);
}

interface DescribedCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: DescribedCause;
}

/** An error of a claim source, and the one behind it, without their stacks and their own properties, which may hold values. */
export function describeCause(cause: unknown): DescribedCause {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return { ...describeError(cause), ...(inner !== undefined && { cause: describeError(inner) }) };
}

function describeError(cause: unknown): DescribedCause {
  if (!(cause instanceof Error)) return { name: typeof cause, message: 'not an error object' };
  const code: unknown = 'code' in cause ? cause.code : undefined;
  return {
    name: cause.name,
    message: cause.message,
    ...(typeof code === 'string' && { code }),
  };
}
