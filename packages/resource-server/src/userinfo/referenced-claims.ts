import { isCompactJwt } from '../compact-jwt.ts';
import { type ForeignObject, isForeignObject } from '../foreign-object.ts';
import type { JsonValue } from '../json-value.ts';
import { meetsRequest } from './claim-constraint.ts';
import { findClaim } from './claim-lookup.ts';
import { emptyClaims, requestOf, type SelectedClaims } from './claim-selection.ts';
import type { Claims } from './claim-source.ts';

type JsonObject = { readonly [member: string]: JsonValue };

/**
 * Selects those of the stored aggregated and distributed claims that were requested (OpenID Connect Core 1.0, section 5.6.2): their
 * names, and the sources that these refer to. The sources go out as they are stored, access tokens included, and nothing
 * is fetched from them: that is the client's. Whatever else an aggregated claim's JWT holds goes out with it.
 *
 * A reference to a source that is missing or malformed is left out, and so is a claim that was requested with a value, which cannot
 * be known here.
 *
 * @returns `undefined` where there are none
 */
export function selectReferencedClaims(
  names: readonly string[],
  stored: Claims,
  request?: ForeignObject,
): SelectedClaims | undefined {
  const storedNames = ownObject(stored, '_claim_names');
  const storedSources = ownObject(stored, '_claim_sources');
  if (storedNames === undefined || storedSources === undefined) return undefined;
  const readReference = (name: string): { source: string; members: JsonObject } | undefined => {
    const source = Object.hasOwn(storedNames, name) ? storedNames[name] : undefined;
    if (typeof source !== 'string') return undefined;
    const members = ownObject(storedSources, source);
    return members !== undefined && isSource(members) ? { source, members } : undefined;
  };

  const claimNames = emptyClaims();
  const claimSources = emptyClaims();
  for (const name of names) {
    const found = findClaim(name, storedNames, readReference);
    if (found === undefined || !meetsRequest(requestOf(name, request), undefined)) continue;
    const { source, members } = found.value;
    // The name is the source's own: it stands in the JWT that the client gets.
    claimNames[found.storedName] = source;
    claimSources[source] = members;
  }
  return Object.keys(claimNames).length === 0
    ? undefined
    : { _claim_names: claimNames, _claim_sources: claimSources };
}

function ownObject(object: Claims, member: string): JsonObject | undefined {
  const value = Object.hasOwn(object, member) ? object[member] : undefined;
  return isJsonObject(value) ? value : undefined;
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isForeignObject(value);
}

/** Section 5.6.2: a JWT with the claims, or where they are to be had; other members may be there. */
function isSource({ JWT: jwt, endpoint, access_token: accessToken }: JsonObject): boolean {
  if (jwt === undefined && endpoint === undefined) return false;
  return (
    (jwt === undefined || (typeof jwt === 'string' && isCompactJwt(jwt))) &&
    (endpoint === undefined || isEndpoint(endpoint)) &&
    (accessToken === undefined || (typeof accessToken === 'string' && accessToken !== ''))
  );
}

/** A client that sends its access token anywhere else than by TLS gives it away. */
function isEndpoint(endpoint: JsonValue): boolean {
  return typeof endpoint === 'string' && URL.parse(endpoint)?.protocol === 'https:';
}
