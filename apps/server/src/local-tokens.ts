/** Where a local Authlete is, and the development credentials that it accepts. */
export interface LocalAuthleteAccess {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly serviceId: string;
  readonly serviceAccessToken: string;
}

export interface TokenRequest {
  /** The numeric client identifier or its alias. */
  readonly client: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Seconds; the service's default where it is absent. */
  readonly expiresIn?: number | undefined;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly clientId: number;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Local Authlete does not do it; the message is a sentence for a person, and says what to do. */
export class LocalAuthleteError extends Error {
  override readonly name = 'LocalAuthleteError';
}

/** How long local Authlete may take, in milliseconds. */
const TIMEOUT = 5000;

/**
 * Makes an access token, as a sign-in of the user would.
 *
 * @throws LocalAuthleteError
 */
export async function issueLocalToken(
  access: LocalAuthleteAccess,
  request: TokenRequest,
): Promise<IssuedToken> {
  const answer = await post<IssuedToken & { action: string; resultMessage: string }>(
    access,
    '/auth/token/create',
    {
      grantType: 'AUTHORIZATION_CODE',
      clientIdentifier: request.client,
      subject: request.subject,
      scopes: request.scopes,
      accessTokenDuration: request.expiresIn,
    },
  );
  if (answer.action === 'OK') return answer;
  throw new LocalAuthleteError(`Local Authlete does not issue the token: ${answer.resultMessage}`);
}

/**
 * Revokes an access token.
 *
 * @returns whether there was one
 * @throws LocalAuthleteError
 */
export async function revokeLocalToken(access: LocalAuthleteAccess, accessToken: string): Promise<boolean> {
  const { count } = await post<{ count: number }>(access, '/auth/token/revoke', {
    accessTokenIdentifier: accessToken,
  });
  return count > 0;
}

async function post<Answer>(access: LocalAuthleteAccess, path: string, body: unknown): Promise<Answer> {
  await checkIsLocalAuthlete(access.url);
  const response = await send(`${access.url}/api/${access.serviceId}${path}`, {
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
