import type { AccessToken } from '../src/index.ts';

/** The facts about an ordinary access token, with those that a test is about. */
export function accessToken<Facts extends Partial<AccessToken>>(facts: Facts): AccessToken & Facts {
  return {
    subject: '1',
    clientId: '1001',
    scopes: ['openid', 'profile'],
    expiresAt: undefined,
    audience: undefined,
    acr: undefined,
    authTime: undefined,
    authorizationDetails: undefined,
    grantId: undefined,
    grantType: undefined,
    jwkThumbprint: undefined,
    certificateThumbprint: undefined,
    properties: {},
    ...facts,
  };
}
