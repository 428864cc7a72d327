import type { FastifyReply } from 'fastify';

/** Answers with JSON under exactly `application/json`: RFC 8259, section 11, knows no charset parameter, and Fastify would add one. */
export function answerJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  reply.code(status).header('Content-Type', 'application/json').serializer(JSON.stringify);
  return reply.send(value);
}

/** Answers with the words of an error, in the form that OAuth 2.0 gives to errors (RFC 6749, section 5.2). */
export function answerError(
  reply: FastifyReply,
  status: number,
  error: string,
  description: string,
): FastifyReply {
  return answerJson(reply.header('Cache-Control', 'no-store'), status, {
    error,
    error_description: description,
  });
}
