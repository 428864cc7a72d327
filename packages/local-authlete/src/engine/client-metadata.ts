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
