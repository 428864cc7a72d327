import type { JsonSchema, Operation } from '../openapi/operation.ts';

const text: JsonSchema = { type: 'string' };
const flag: JsonSchema = { type: 'boolean' };

/** OpenID Connect Core 1.0, section 5.1. Any claim may come with a language tag, and others may come too. */
const CLAIMS: JsonSchema = {
  type: 'object',
  required: ['sub'],
  properties: {
    sub: { type: 'string', description: 'The subject: who the user is, at this issuer.' },
    name: text,
    given_name: text,
    family_name: text,
    middle_name: text,
    nickname: text,
    preferred_username: text,
    profile: { type: 'string', format: 'uri' },
    picture: { type: 'string', format: 'uri' },
    website: { type: 'string', format: 'uri' },
    email: text,
    email_verified: flag,
    gender: text,
    birthdate: { type: 'string', examples: ['1984-04-01'] },
    zoneinfo: { type: 'string', examples: ['Europe/London'] },
    locale: { type: 'string', examples: ['en-GB'] },
    phone_number: text,
    phone_number_verified: flag,
    address: {
      type: 'object',
      properties: {
        formatted: text,
        street_address: text,
        locality: text,
        region: text,
        postal_code: text,
        country: text,
      },
    },
    updated_at: { type: 'number', description: 'Seconds since 1970.' },
  },
};

const JWT: JsonSchema = {
  type: 'string',
  description: 'The claims in a signed or an encrypted JWT, as the client has registered (section 5.3.2).',
};

const SHARED = {
  summary: 'The claims of the user who signed in',
  description: 'OpenID Connect Core 1.0, section 5.3.',
  access: { scopes: ['openid'] },
  answers: {
    200: {
      description: 'The claims that the scopes of the token, or its request, ask for.',
      content: { 'application/json': CLAIMS, 'application/jwt': JWT },
    },
  },
} satisfies Omit<Operation, 'operationId'>;

export const USER_INFO_OPERATIONS: { readonly GET: Operation; readonly POST: Operation } = {
  GET: { operationId: 'getUserInfo', ...SHARED },
  POST: {
    operationId: 'postUserInfo',
    ...SHARED,
    body: {
      'application/x-www-form-urlencoded': {
        type: 'object',
        properties: {
          access_token: {
            type: 'string',
            description:
              'The access token, where there is none in a header (RFC 6750, section 2.2); not with the profile FAPI 2.0.',
          },
        },
      },
    },
  },
};
