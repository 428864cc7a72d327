import type { RequestContext } from 'oidc-provider';

import { isObject, isStrings } from '../http/request-parameters.ts';

/**
 * The authentication context classes (`acr`) that a request asks for: those of the parameter `claims` (OpenID Connect
 * Core 1.0 section 5.5.1.1), else those of `acr_values` (RFC 9470 section 4).
 */
export function requestedClasses({
  claims,
  acr_values: values,
}: RequestContext['params']): readonly string[] {
  const parsed: unknown = typeof claims === 'string' ? JSON.parse(claims) : {};
  const idToken = isObject(parsed) ? parsed['id_token'] : undefined;
  const acr = isObject(idToken) ? idToken['acr'] : undefined;
  if (isObject(acr) && typeof acr['value'] === 'string') {
    return [acr['value']];
  }
  if (isObject(acr) && isStrings(acr['values'])) {
    return acr['values'];
  }
  return typeof values === 'string' ? values.split(' ').filter(Boolean) : [];
}
