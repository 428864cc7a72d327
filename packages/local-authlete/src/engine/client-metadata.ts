import { errors } from 'oidc-provider';

/**
 * The metadata of a client, under the names of OpenID Connect Dynamic Client Registration 1.0 section 2, with
 * `client_id_alias` and `rs_request_signed` for Authlete's `clientIdAlias` and `rsRequestSigned`.
 */
export interface ClientMetadata {
  readonly client_id: string;
  readonly client_id_alias?: string;
  readonly rs_request_signed?: boolean;
  readonly [name: string]: unknown;
}

/**
 * Checks the members that the engine does not know. A client that registers itself (OpenID Connect Dynamic Client
 * Registration 1.0) may not choose an alias.
 *
 * @param context the engine's request, nothing for a client that we register
 * @throws the engine's `invalid_client_metadata`
 */
export function checkCustomMetadata(context: unknown, name: string, value: unknown): void {
  if (value === undefined) {
    return;
  }
  if (name === 'client_id_alias' ? context !== undefined : typeof value !== 'boolean') {
    throw new errors.InvalidClientMetadata(
      name === 'client_id_alias' ? 'client_id_alias cannot be registered' : `${name} must be a boolean`,
    );
  }
}
