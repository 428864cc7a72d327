import type { FastifyInstance } from 'fastify';
import type { SecurityEventReceiver } from 'oauth-resource-server/security-events';
import { documented } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { SECURITY_EVENTS_OPERATION } from './security-events-operation.ts';

/** Larger bodies are answered with 413, in bytes. */
const BODY_LIMIT = 65_536;

const PATH = '/security-events';

/** Where a transmitter delivers security event tokens (RFC 8935). */
export function addSecurityEventsRoute(app: FastifyInstance, receiver: SecurityEventReceiver): void {
  app.register(async (scope) => {
    // Kept as it came, whatever it is called: what it must be called is the receiver's to say.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    const options = { bodyLimit: BODY_LIMIT, ...documented({ POST: SECURITY_EVENTS_OPERATION }) };
    scope.post(PATH, options, async (request, reply) => {
      const { 'content-type': contentType, authorization } = request.headers;
      const { body } = request;
      const delivery = { contentType, authorization, body: typeof body === 'string' ? body : '' };
      const answer = await receiver.receive(delivery);
      reply.code(answer.status).headers(answer.headers);
      // Without a body Fastify sends no content type; with a serializer it leaves the one that is there as it is.
      return answer.body === '' ? reply.send() : reply.serializer(String).send(answer.body);
    });
  });
  onlyMethods(app, PATH, ['POST']);
}
