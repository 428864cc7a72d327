import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  RevocationError,
  type Revocations,
  type RevocationTarget,
  type RevocationTelling,
} from 'oauth-resource-server';
import type { Logger } from 'pino';
import { describeCause } from '../logging.ts';
import { answerError, answerJson } from '../routes/json-answer.ts';
import { onlyMethods } from '../routes/method-not-allowed.ts';
import { readRevocationTarget, type RevocationKind } from './read-revocation-target.ts';

/** What was done: with 200, or with 202 where the authority has to be told once more. */
export interface RevocationAnswer {
  readonly revoked: RevocationKind;
  readonly authority: RevocationTelling['state'];
  /** Why the authority was not told. */
  readonly reason?: string;
}

const PATH = '/revocations';

/** Revokes what the body says: `{"token":…}`, `{"grant":…}`, `{"subject":…}` or `{"client":…}`. */
export function addRevocationRoute(app: FastifyInstance, revocations: Revocations, logger: Logger): void {
  app.post(PATH, async (request, reply) => {
    const read = typeof request.body === 'string' ? readRevocationTarget(request.body) : undefined;
    if (read === undefined) {
      const description = 'A JSON object with exactly one of token, grant, subject and client is expected.';
      return answerError(reply, 400, 'invalid_request', description);
    }
    return revoke(read.kind, read.target, reply, revocations, logger);
  });
  onlyMethods(app, PATH, ['POST']);
}

async function revoke(
  kind: RevocationKind,
  target: RevocationTarget,
  reply: FastifyReply,
  revocations: Revocations,
  logger: Logger,
): Promise<FastifyReply> {
  const { token, ...named } = target;
  const what = { revoked: kind, ...(token === undefined && named) };
  let telling: RevocationTelling;
  try {
    telling = await revocations.revoke(target);
  } catch (error) {
    if (!(error instanceof RevocationError)) throw error;
    const { code, telling: told, cause } = error;
    logger.error(
      { ...what, code, authority: told?.state, ...(cause !== undefined && { cause: describeCause(cause) }) },
      'not revoked',
    );
    const description = 'The revocation could not be recorded. The log says why. Repeat it.';
    return answerError(reply.header('Retry-After', '5'), 503, 'not_recorded', description);
  }
  const answer: RevocationAnswer = {
    revoked: kind,
    authority: telling.state,
    ...(telling.state !== 'told' && { reason: telling.reason }),
  };
  logger.info({ ...answer, ...what }, 'revoked');
  const status = telling.state === 'failed' ? 202 : 200;
  return answerJson(reply.header('Cache-Control', 'no-store'), status, answer);
}
