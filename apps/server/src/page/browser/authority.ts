import type { JSONWebKeySet } from 'jose';
import { send } from './http/exchange.ts';
import { PageError } from './page-error.ts';

/** What the page uses of the discovery document (OpenID Connect Discovery 1.0, section 3). */
export interface Authority {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly introspection_endpoint: string;
  readonly revocation_endpoint: string;
  readonly end_session_endpoint: string;
  readonly jwks_uri: string;
  readonly id_token_signing_alg_values_supported: readonly string[];
}

/**
 * Asks an issuer for its endpoints.
 *
 * @throws UnreachableError, and PageError for a document that is not the issuer's
 */
export async function discover(issuer: string): Promise<Authority> {
  const document = (await fetchJson(`${issuer}/.well-known/openid-configuration`)) as Authority;
  // Section 4.3: what another issuer says does not count.
  if (document.issuer !== issuer) throw new PageError('unexpected_issuer');
  return document;
}

/** @throws UnreachableError, PageError */
export async function fetchKeys({ jwks_uri }: Pick<Authority, 'jwks_uri'>): Promise<JSONWebKeySet> {
  return (await fetchJson(jwks_uri)) as JSONWebKeySet;
}

async function fetchJson(url: string): Promise<unknown> {
  const { answer } = await send({ method: 'GET', url, headers: [] });
  if (answer.status !== 200) throw new PageError('authority_failed');
  return JSON.parse(answer.body) as unknown;
}
