/** Where the endpoints of the OpenID Provider are. */
export const ROUTES = {
  authorization: '/auth',
  token: '/token',
  pushed_authorization_request: '/par',
  registration: '/register',
  revocation: '/revocation',
  introspection: '/introspection',
  jwks: '/jwks',
  device_authorization: '/device/authorization',
  code_verification: '/device',
  end_session: '/logout',
} as const;

/** Where a person signs in and consents; the identifier of the interaction follows. */
export const INTERACTION_PREFIX = '/interaction/';

const DISCOVERY: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]);

const EXACT: ReadonlySet<string> = new Set(Object.values(ROUTES));

/** Routes with more behind them: an interaction that goes on, a client to manage, the steps of signing out. */
const PREFIXES = [ROUTES.authorization, ROUTES.registration, ROUTES.code_verification, ROUTES.end_session];

/** Whether a path belongs to the engine, which serves its own UserInfo endpoint to nobody. */
export function isEnginePath(path: string): boolean {
  return DISCOVERY.has(path) || EXACT.has(path) || PREFIXES.some((prefix) => path.startsWith(`${prefix}/`));
}
