/** Where a local Authlete is, and the development credentials that it accepts. */
export interface LocalAuthleteAccess {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly serviceId: string;
  readonly serviceAccessToken: string;
}

/** What a resource server can be told of a token. */
interface TokenFacts {
  /** For whom; `undefined` for a token that a client gets for itself, by its credentials. */
  readonly subject: string | undefined;
  readonly scopes: readonly string[];
  /** Of the DPoP key that the token is bound to: `jkt` (RFC 9449, section 6). */
  readonly dpopKeyThumbprint?: string | undefined;
  /** Of the client certificate that the token is bound to: `x5t#S256` (RFC 8705, section 3.1). */
  readonly certificateThumbprint?: string | undefined;
  /** The resources that the token is meant for, as URIs (RFC 8707). */
  readonly resources?: readonly string[] | undefined;
  /** How the user signed in: the authentication context class. */
  readonly acr?: string | undefined;
  /** When the user signed in, in seconds since the epoch. */
  readonly authTime?: number | undefined;
  /** RFC 9396. */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
  readonly claims?: RequestedClaims | undefined;
  /** The names of the claims that the user agreed to release. */
  readonly consentedClaims?: readonly string[] | undefined;
}

export interface TokenRequest extends TokenFacts {
  /** The numeric client identifier or its alias. */
  readonly client: string;
  /** Seconds; the service's default where it is absent. */
  readonly expiresIn?: number | undefined;
}

export interface IssuedToken extends TokenFacts {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly clientId: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** One element of `authorization_details`, as RFC 9396, section 2, has it. */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The `claims` request parameter (OpenID Connect Core 1.0, section 5.5), such as `{ userinfo: { nickname: null } }`. */
export interface RequestedClaims {
  readonly [member: string]: unknown;
}

/** Local Authlete does not do it; the message is a sentence for a person, and says what to do. */
export class LocalAuthleteError extends Error {
  override readonly name = 'LocalAuthleteError';
}

/** What we need of the answer of `/auth/token/create`. */
interface TokenAnswer {
  readonly action: string;
  readonly resultMessage: string;
  readonly accessToken: string;
  readonly tokenType: string;
  readonly clientId: number;
  readonly expiresAt: number;
}

/** How long local Authlete may take, in milliseconds. */
const TIMEOUT = 5000;

/**
 * Makes an access token, as a sign-in of the user would, or as a client would get it by its credentials.
 *
 * @throws LocalAuthleteError
 */
export async function issueLocalToken(
  access: LocalAuthleteAccess,
  request: TokenRequest,
): Promise<IssuedToken> {
  const { client, expiresIn, authorizationDetails, claims, consentedClaims, ...facts } = request;
  const answer = await post<TokenAnswer>(access, `/api/${access.serviceId}/auth/token/create`, {
    ...facts,
    grantType: facts.subject === undefined ? 'CLIENT_CREDENTIALS' : 'AUTHORIZATION_CODE',
    clientIdentifier: client,
    accessTokenDuration: expiresIn,
    authorizationDetails: authorizationDetails && { elements: authorizationDetails.map(toElement) },
  });
  if (answer.action !== 'OK') {
    throw new LocalAuthleteError(`Local Authlete does not issue the token: ${answer.resultMessage}`);
  }
  const { accessToken, tokenType, clientId, expiresAt } = answer;
  if (claims !== undefined || consentedClaims !== undefined) {
    await post(access, '/local/tokens/claims', { accessToken, claims, consentedClaims });
  }
  return {
    accessToken,
    tokenType,
    clientId,
    expiresAt,
    ...facts,
    authorizationDetails,
    claims,
    consentedClaims,
  };
}

/** Authlete's form of an element: `dataTypes` in camel case, and what RFC 9396 does not define as JSON in a string. */
function toElement({
  type,
  locations,
  actions,
  datatypes,
  identifier,
  privileges,
  ...others
}: AuthorizationDetail): object {
  const otherFields = Object.keys(others).length > 0 ? JSON.stringify(others) : undefined;
  return { type, locations, actions, dataTypes: datatypes, identifier, privileges, otherFields };
}

/**
 * Revokes an access token.
 *
 * @returns whether there was one
 * @throws LocalAuthleteError
 */
export async function revokeLocalToken(access: LocalAuthleteAccess, accessToken: string): Promise<boolean> {
  const { count } = await post<{ count: number }>(access, `/api/${access.serviceId}/auth/token/revoke`, {
    accessTokenIdentifier: accessToken,
  });
  return count > 0;
}

async function post<Answer>(access: LocalAuthleteAccess, path: string, body: unknown): Promise<Answer> {
  await checkIsLocalAuthlete(access.url);
  const response = await send(`${access.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${access.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as Answer;
  if (response.status === 401 || response.status === 403) {
    throw new LocalAuthleteError(
      'Local Authlete does not accept the credentials: LOCAL_AUTHLETE_SERVICE_ID and ' +
        'LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN must be what it was started with.',
    );
  }
  if (response.status === 400) {
    const { resultMessage } = (await response.json()) as Pick<TokenAnswer, 'resultMessage'>;
    throw new LocalAuthleteError(`Local Authlete does not understand it: ${resultMessage}`);
  }
  throw new LocalAuthleteError(`Local Authlete answers with HTTP ${response.status}.`);
}

/** Before any credential is sent: whoever else may listen there has no use for one. */
async function checkIsLocalAuthlete(url: string): Promise<void> {
  const response = await send(`${url}/api/lifecycle/healthcheck`, {});
  if (response.headers.get('X-Local-Authlete') === '1') return;
  throw new LocalAuthleteError(
    `What answers at ${url} is not a local Authlete. Tokens are issued by local Authlete only.`,
  );
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw new LocalAuthleteError(
      `No local Authlete answers at ${new URL(url).origin}. Start it: npm start, or resource-server serve --local.`,
    );
  }
}
