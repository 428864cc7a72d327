import type { JsonSchema, Operation, OperationAnswer } from '../openapi/operation.ts';

/** RFC 8935, section 2.3; what is refused before the receiver sees it has the form of other errors. */
const REFUSAL: JsonSchema = {
  anyOf: [
    {
      type: 'object',
      required: ['err', 'description'],
      properties: { err: { type: 'string' }, description: { type: 'string' } },
    },
    { $ref: '#/components/schemas/Error' },
  ],
};

const refusal = (description: string): OperationAnswer => ({
  description,
  content: { 'application/json': REFUSAL },
});

export const SECURITY_EVENTS_OPERATION: Operation = {
  operationId: 'postSecurityEvent',
  summary: 'Delivery of a security event token',
  description:
    'Push-Based Security Event Token Delivery (RFC 8935), by the transmitter that is configured, with the Authorization header that was ' +
    'agreed where one was.',
  body: { 'application/secevent+jwt': { type: 'string' } },
  answers: {
    202: { description: 'It was taken.' },
    400: refusal('It is not one that is taken.'),
    413: refusal('It is too long.'),
    415: refusal('It is called something else.'),
    503: { description: 'It could not be dealt with: deliver it again later.' },
  },
};
