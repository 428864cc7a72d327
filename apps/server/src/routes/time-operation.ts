import type { Access, JsonSchema, Operation } from '../openapi/operation.ts';

const whole = (minimum: number, maximum: number): JsonSchema => ({ type: 'integer', minimum, maximum });

/** What `describeTime` makes. */
const TIME: JsonSchema = {
  type: 'object',
  required: ['year', 'month', 'day', 'hour', 'minute', 'second'],
  properties: {
    year: { type: 'integer' },
    month: whole(1, 12),
    day: whole(1, 31),
    hour: whole(0, 23),
    minute: whole(0, 59),
    second: whole(0, 59),
  },
  additionalProperties: false,
};

/** How an endpoint documents itself that tells the time to whom a policy lets in. */
export function timeOperation(
  words: Pick<Operation, 'operationId' | 'summary' | 'description'>,
  access: Access = {},
): Operation {
  return {
    ...words,
    access,
    answers: { 200: { description: 'The time in UTC.', content: { 'application/json': TIME } } },
  };
}
