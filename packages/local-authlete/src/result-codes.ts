/**
 * Authlete's result codes.
 *
 * One condition has another code at each endpoint. Authlete's documentation and live answers show only some of them:
 * those that begin with `A9` are INVENTED here. A program may log a code and must not branch on it.
 */
export const API_CODES = {
  serverError: 'A001101',
  unauthorized: 'A001202',
  forbidden: 'A001215',
  emptyBody: 'A126203',
  malformedBody: 'A900400',
  wrongService: 'A900403',
  notFound: 'A900404',
  methodNotAllowed: 'A900405',
  bodyTooLarge: 'A900413',
  unsupportedMediaType: 'A900415',
  tooManyRequests: 'A900429',
  unavailable: 'A900503',
} as const;

/** What can be wrong with a token, and the code of each condition at one endpoint. */
export interface TokenCodes {
  readonly tokenMissing: string;
  readonly tokenUnknown: string;
  readonly clientUnknown: string;
  readonly tokenExpired: string;
  readonly tokenExpiredRefreshable: string;
}

/** What can be wrong with the binding of a token, and the code of each condition at one endpoint. */
export interface BindingCodes {
  readonly certificate: string;
  readonly proofMissing: string;
  readonly proofOfOtherKey: string;
  readonly proofIncomplete: string;
  readonly proofInvalid: string;
  readonly nonce: string;
}

export const INTROSPECTION_CODES = {
  ok: 'A056001',
  tokenMissing: 'A901001',
  tokenUnknown: 'A901002',
  clientUnknown: 'A901003',
  tokenExpired: 'A901004',
  tokenExpiredRefreshable: 'A065301',
  scope: 'A064302',
  subject: 'A901005',
  resource: 'A901006',
  acr: 'A341302',
  maxAge: 'A340301',
  certificate: 'A901007',
  proofMissing: 'A065308',
  proofOfOtherKey: 'A901008',
  proofIncomplete: 'A901009',
  proofInvalid: 'A901010',
  nonce: 'A901011',
  signature: 'A901012',
} as const;

export const USER_INFO_CODES = {
  ok: 'A091001',
  tokenMissing: 'A902001',
  tokenUnknown: 'A088302',
  clientUnknown: 'A902002',
  tokenExpired: 'A902003',
  tokenExpiredRefreshable: 'A902004',
  scope: 'A089304',
  subject: 'A902005',
  certificate: 'A902006',
  proofMissing: 'A089311',
  proofOfOtherKey: 'A089312',
  proofIncomplete: 'A089313',
  proofInvalid: 'A902007',
  nonce: 'A902008',
  signature: 'A902009',
} as const;

export const USER_INFO_ISSUE_CODES = {
  ok: 'A096001',
  tokenMissing: 'A903001',
  tokenUnknown: 'A903002',
  clientUnknown: 'A903003',
  tokenExpired: 'A903004',
  tokenExpiredRefreshable: 'A903005',
  scope: 'A903006',
  subject: 'A903007',
  claims: 'A903008',
  response: 'A903009',
  claimsForTx: 'A903010',
  verifiedClaimsForTx: 'A903011',
} as const;

export const STANDARD_INTROSPECTION_CODES = {
  ok: 'A145001',
  parametersMissing: 'A904001',
  tokenMissing: 'A904002',
  rsUriMissing: 'A404301',
  response: 'A904003',
} as const;

export const TOKEN_CREATE_CODES = { ok: 'A109001', invalid: 'A905001' } as const;

export const TOKEN_UPDATE_CODES = { ok: 'A135001', invalid: 'A906001', notFound: 'A906002' } as const;

export const TOKEN_REVOKE_CODES = { ok: 'A312001', invalid: 'A907001', clientUnknown: 'A907002' } as const;

export const TOKEN_LIST_CODES = { clientUnknown: 'A908001' } as const;

export const SERVICE_CODES = { patch: 'A909001' } as const;
