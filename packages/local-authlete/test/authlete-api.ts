import type { LocalAuthlete } from '../src/index.ts';

/** The members of an answer. The typed ones are those that tests work with; any may be absent. */
export interface ApiBody {
  readonly resultCode: string;
  readonly resultMessage: string;
  readonly action: string;
  readonly responseContent: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
  readonly accessTokenExpiresAt: number;
  readonly refreshTokenExpiresAt: number;
  readonly accessTokens: readonly { readonly accessTokenHash: string }[];
  readonly client: Readonly<Record<string, unknown>>;
  readonly scopeDetails: readonly unknown[];
  readonly claims: readonly string[];
  readonly userInfoClaims: string;
  readonly transformedClaims: string;
  readonly dpopNonce: string;
  readonly client_id: string;
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly now: number;
  readonly [member: string]: unknown;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ApiBody;
}

export type Generation = 'V2' | 'V3';

export const GENERATIONS: readonly Generation[] = ['V2', 'V3'];

export const CREDENTIALS: Record<Generation, string> = {
  V2: `Basic ${Buffer.from('10001:local-secret').toString('base64')}`,
  V3: 'Bearer local-access-token',
};

/** The address of an endpoint in a generation. */
export function address({ url, serviceId }: LocalAuthlete, endpoint: string, generation: Generation): string {
  if (endpoint.startsWith('/local/')) {
    return `${url}${endpoint}`;
  }
  return generation === 'V2' ? `${url}/api${endpoint}` : `${url}/api/${serviceId}${endpoint}`;
}

/** Calls an endpoint as a client of Authlete would: POST and JSON when there is a body. */
export async function call(
  localAuthlete: LocalAuthlete,
  endpoint: string,
  body?: object,
  { generation = 'V3', method }: { generation?: Generation; method?: string } = {},
): Promise<ApiResponse> {
  const response = await fetch(address(localAuthlete, endpoint, generation), {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: {
      authorization: CREDENTIALS[generation],
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text.startsWith('{') ? JSON.parse(text) : {}) as ApiBody,
  };
}

/** Creates a token of client 1001 for john, with what a test needs besides; answers its value. */
export async function createToken(localAuthlete: LocalAuthlete, members: object = {}): Promise<string> {
  const { body } = await call(localAuthlete, '/auth/token/create', {
    grantType: 'AUTHORIZATION_CODE',
    clientId: 1001,
    subject: 'john',
    ...members,
  });
  if (body.action !== 'OK') {
    throw new Error(body.resultMessage);
  }
  return body.accessToken;
}
