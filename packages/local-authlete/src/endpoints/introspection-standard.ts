import type { JWK } from 'jose';

import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  ENCRYPTION_ALGORITHMS,
  findAlgorithm,
  SIGNING_ALGORITHMS,
} from '../engine/algorithms.ts';
import type { Token } from '../engine/token.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { isObject } from '../http/request-parameters.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { encrypt } from '../jwt/encrypt.ts';
import { sign } from '../jwt/sign.ts';
import { activeMembers } from '../active-members.ts';
import { STANDARD_INTROSPECTION_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Endpoint } from './endpoint.ts';

const JWT_TYPE = 'token-introspection+jwt';

/**
 * `/auth/introspection/standard`: the answer of an RFC 7662 introspection endpoint, in JSON or as a JWT (RFC 9701).
 *
 * An expired token is inactive and stays, so that `/auth/introspection` can still say "expired".
 */
export const introspectionStandard: Endpoint = {
  path: '/auth/introspection/standard',
  methods: ['POST'],
  type: 'standardIntrospectionResponse',
  async handle({ parameters }, service) {
    const body = parameters.string('parameters');
    if (body === undefined) {
      return refuse(
        'INTERNAL_SERVER_ERROR',
        CODES.parametersMissing,
        'The parameter "parameters" is missing.',
      );
    }
    const value = new URLSearchParams(body).get('token');
    if (!value) {
      return refuse('BAD_REQUEST', CODES.tokenMissing, 'The introspection request has no token.');
    }
    const rsUri = parameters.string('rsUri');
    const wantsJwt = parameters.string('httpAcceptHeader')?.includes(`application/${JWT_TYPE}`) ?? false;
    if (wantsJwt && !rsUri) {
      return refuse('BAD_REQUEST', CODES.rsUriMissing, 'The parameter "rsUri" is needed for a JWT.');
    }
    const { members, type } = await introspect(value, parameters, service);
    let jwt: string | undefined;
    try {
      jwt = wantsJwt ? await createJwt(members, rsUri, parameters, service) : undefined;
    } catch {
      return refuse(
        'INTERNAL_SERVER_ERROR',
        CODES.response,
        'The response could not be signed or encrypted.',
      );
    }
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] Introspection was performed successfully (type=${type}, active=${String(members['active'])}).`,
      action: jwt === undefined ? 'OK' : 'JWT',
      responseContent: jwt ?? JSON.stringify(members),
    });
  },
};

/** RFC 7662 section 2.2. */
async function introspect(
  value: string,
  parameters: RequestParameters,
  service: Service,
): Promise<{ members: Record<string, unknown>; type: string }> {
  const { tokens, issuer } = service;
  const token = (await tokens.find(value)) ?? tokens.findRefreshToken(value);
  const type = token?.model === 'RefreshToken' ? 'refresh_token' : 'access_token';
  if (!token || tokens.isExpired(token) || !isFor(token, parameters)) {
    return { members: { active: false }, type };
  }
  return { type, members: activeMembers(token, issuer, parameters.boolean('withHiddenProperties')) };
}

/** A token for other resource servers is inactive for this one. */
function isFor({ details }: Token, parameters: RequestParameters): boolean {
  const rsUri = parameters.string('rsUri');
  return rsUri === undefined || !details.resources?.length || details.resources.includes(rsUri);
}

/** RFC 9701 section 5. */
async function createJwt(
  members: Record<string, unknown>,
  audience: string | undefined,
  parameters: RequestParameters,
  { clock, issuer, keys }: Service,
): Promise<string> {
  const alg = findAlgorithm(SIGNING_ALGORITHMS, parameters.string('introspectionSignAlg') ?? 'RS256');
  if (!alg) {
    throw new TypeError('the signing algorithm is not supported');
  }
  const secret = parameters.string('sharedKeyForSign');
  const jws = await sign(
    {
      iss: issuer,
      aud: audience,
      iat: Math.floor(clock.now() / 1000),
      token_introspection: members,
    },
    { alg, typ: JWT_TYPE },
    keys,
    secret === undefined ? undefined : Buffer.from(secret),
  );
  const encryption = parameters.string('introspectionEncryptionAlg');
  if (encryption === undefined) {
    return jws;
  }
  const jweAlg = findAlgorithm(ENCRYPTION_ALGORITHMS, encryption);
  const enc = findAlgorithm(
    CONTENT_ENCRYPTION_ALGORITHMS,
    parameters.string('introspectionEncryptionEnc') ?? 'A128CBC-HS256',
  );
  if (!jweAlg || !enc) {
    throw new TypeError('the encryption algorithm is not supported');
  }
  return encrypt(jws, { alg: jweAlg, enc, cty: 'JWT', typ: JWT_TYPE }, encryptionKey(parameters));
}

/** The form of the keys is not documented: here a JWK for `publicKeyForEncryption`, plain text for the shared keys. */
function encryptionKey(parameters: RequestParameters): JWK | Uint8Array {
  const shared = parameters.string('sharedKeyForEncryption');
  if (shared !== undefined) {
    return Buffer.from(shared);
  }
  const key: unknown = JSON.parse(parameters.string('publicKeyForEncryption') ?? '');
  if (!isObject(key)) {
    throw new TypeError('publicKeyForEncryption must be a JWK');
  }
  return key;
}

function refuse(action: 'INTERNAL_SERVER_ERROR' | 'BAD_REQUEST', code: string, description: string): Answer {
  return jsonAnswer({
    resultCode: code,
    resultMessage: `[${code}] ${description}`,
    action,
    // Content for the client of the introspection endpoint: JSON, not a challenge.
    responseContent: JSON.stringify({
      error: action === 'BAD_REQUEST' ? 'invalid_request' : 'server_error',
      error_description: `[${code}] ${description}`,
    }),
  });
}
