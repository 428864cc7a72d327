/** What the service asks of requests and of answers; can be changed while local Authlete runs. */
export interface ServiceProperties {
  /** Authlete's property of this name: every DPoP proof must carry a nonce (RFC 9449 section 9). Default `false`. */
  readonly dpopNonceRequired: boolean;
  /**
   * Whether every request to a protected resource must be signed (RFC 9421). Default `false`.
   *
   * At Authlete this is a property of the client; here a client has it too, as `rs_request_signed`.
   */
  readonly rsRequestSigned: boolean;
  /** Authlete's property of this name: `/auth/userinfo/issue` signs the response to a signed request. Default `false`. */
  readonly rsResponseSigned: boolean;
  /**
   * What `/auth/introspection` answers under this name: whether the resource server must sign its response. Default
   * `false`. What it depends on at Authlete is not known.
   */
  readonly responseSigningRequired: boolean;
}

/** The properties of the service at this moment, and the way to change them. */
export interface Properties {
  get(): ServiceProperties;
  /**
   * Changes the properties that are named; the others stay.
   *
   * @throws {TypeError} There is no such property, or its value is no boolean; nothing has changed.
   */
  change(changes: Partial<ServiceProperties>): void;
}

export function createProperties(dpopNonceRequired: boolean): Properties {
  let properties: ServiceProperties = Object.freeze({
    dpopNonceRequired,
    rsRequestSigned: false,
    rsResponseSigned: false,
    responseSigningRequired: false,
  });
  return Object.freeze({
    get: () => properties,
    change(changes: Partial<ServiceProperties>) {
      for (const [name, value] of Object.entries(changes)) {
        if (!Object.hasOwn(properties, name) || typeof value !== 'boolean') {
          throw new TypeError(
            `what changes must be one of ${Object.keys(properties).join(', ')}, and a boolean`,
          );
        }
      }
      properties = Object.freeze({ ...properties, ...changes });
    },
  });
}
