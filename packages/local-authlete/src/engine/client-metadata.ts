/**
 * The metadata of a client, under the names of OpenID Connect Dynamic Client Registration 1.0 section 2, with
 * `client_id_alias` for Authlete's client ID alias.
 */
export interface ClientMetadata {
  readonly client_id: string;
  readonly client_id_alias?: string;
  readonly [name: string]: unknown;
}
