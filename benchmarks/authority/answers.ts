// What Authlete answers, member by member as local Authlete does. Whatever the question is, the answer is ready.

const inAnHour = Date.now() + 3_600_000;

/** The token that is bound to nothing. */
export const BEARER_TOKEN = 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';

/** The token that is bound to a DPoP key: it is not valid in a question without a proof. */
export const DPOP_TOKEN = 'dPoP1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';

/** The token that is bound to a client certificate: it is not valid in a question without one. */
export const CERTIFICATE_TOKEN = 'cErT1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';

const SCOPES = ['openid', 'profile', 'email', 'address', 'phone'];

/** What the scopes `profile`, `email`, `address` and `phone` stand for (OpenID Connect Core 1.0, section 5.4). */
const CLAIM_NAMES = (
  'name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo ' +
  'locale updated_at email email_verified address phone_number phone_number_verified'
).split(' ');

const CLIENT = {
  clientId: 26_478_243_745_571,
  clientIdAlias: 'bench',
  clientIdAliasUsed: false,
  clientEntityIdUsed: false,
  metadataDocumentUsed: false,
};

/** The claims of the only user. */
export const CLAIMS = {
  name: 'John Smith',
  family_name: 'Smith',
  given_name: 'John',
  preferred_username: 'john',
  profile: 'https://example.com/john',
  picture: 'https://example.com/john/picture.png',
  birthdate: '1984-04-01',
  zoneinfo: 'Europe/London',
  locale: 'en-GB',
  updated_at: 1_795_491_267,
  email: 'john@example.com',
  email_verified: true,
  sub: '1',
};

/** `POST /auth/introspection`, for a valid token. */
export function introspection(certificateThumbprint?: string): object {
  return {
    resultCode: 'A056001',
    resultMessage: '[A056001] The access token is valid.',
    action: 'OK',
    responseContent: 'Bearer error="invalid_request"',
    ...CLIENT,
    subject: '1',
    scopes: SCOPES,
    existent: true,
    usable: true,
    sufficient: true,
    refreshable: true,
    expiresAt: inAnHour,
    ...(certificateThumbprint !== undefined && { certificateThumbprint }),
    scopeDetails: SCOPES.map((name) => ({ name, defaultEntry: false })),
    grantType: 'AUTHORIZATION_CODE',
    authTime: 0,
    forExternalAttachment: false,
    forCredentialIssuance: false,
    cnonceExpiresAt: 0,
    responseSigningRequired: false,
  };
}

/** `POST /auth/introspection`, for a token that Authlete does not know. */
export const UNKNOWN_TOKEN: object = {
  resultCode: 'A056301',
  resultMessage: '[A056301] The access token does not exist.',
  action: 'UNAUTHORIZED',
  responseContent:
    'Bearer error="invalid_token",error_description="[A056301] The access token does not exist.",' +
    'error_uri="https://docs.authlete.com/#A056301"',
  clientId: 0,
  clientIdAliasUsed: false,
  existent: false,
  usable: false,
  sufficient: false,
  refreshable: false,
  expiresAt: 0,
  authTime: 0,
  cnonceExpiresAt: 0,
  responseSigningRequired: false,
};

/** `POST /auth/userinfo` */
export const USER_INFO: object = {
  resultCode: 'A091001',
  resultMessage: '[A091001] The access token presented at the userinfo endpoint is valid.',
  action: 'OK',
  ...CLIENT,
  subject: '1',
  scopes: SCOPES,
  token: BEARER_TOKEN,
  claims: CLAIM_NAMES,
};

/** `POST /auth/userinfo/issue` */
export const ISSUED_USER_INFO: object = {
  resultCode: 'A096001',
  resultMessage: '[A096001] A userinfo response was generated successfully.',
  action: 'JSON',
  responseContent: JSON.stringify(CLAIMS),
};

/** RFC 7662, section 2.2: the same facts for those who do not speak Authlete's language. */
export const STANDARD_INTROSPECTION: object = {
  active: true,
  sub: '1',
  scope: SCOPES.join(' '),
  client_id: '26478243745571',
  token_type: 'Bearer',
  exp: Math.floor(inAnHour / 1000),
};
