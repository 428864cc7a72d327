import { readTransformedClaims } from './transformed-claims/transformed-claim.ts';

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
  /**
   * Authlete's property of this name: the `kid` of the key that signs UserInfo responses, where several could. Default
   * `''`: the first of them.
   */
  readonly userInfoSignatureKeyId: string;
  /**
   * Authlete's property of this name: the transformed claims that a client may ask for as `::name`, JSON in a string.
   * Default: `18_or_over`, made from `birthdate`.
   */
  readonly predefinedTransformedClaims: string;
  /**
   * Whether `consentedClaims` are computed, as Authlete does where it was not told them: from the scopes and from the
   * claims in the ID token. Default `false`: a token has those that it was given, or none.
   */
  readonly consentedClaimsComputed: boolean;
}

/** The properties of the service at this moment, and the way to change them. */
export interface Properties {
  get(): ServiceProperties;
  /**
   * Changes the properties that are named; the others stay.
   *
   * @throws {TypeError} There is no such property, or its value is not of its type; nothing has changed.
   */
  change(changes: Partial<ServiceProperties>): void;
}

export function createProperties(dpopNonceRequired: boolean): Properties {
  let properties: ServiceProperties = Object.freeze({
    dpopNonceRequired,
    rsRequestSigned: false,
    rsResponseSigned: false,
    responseSigningRequired: false,
    userInfoSignatureKeyId: '',
    predefinedTransformedClaims: '{"18_or_over":{"claim":"birthdate","fn":["years_ago",["gte",18]]}}',
    consentedClaimsComputed: false,
  });
  return Object.freeze({
    get: () => properties,
    change(changes: Partial<ServiceProperties>) {
      const types = new Map(Object.entries(properties).map(([name, value]) => [name, typeof value]));
      for (const [name, value] of Object.entries(changes)) {
        if (types.get(name) !== typeof value) {
          throw new TypeError(
            `what changes must be one of ${[...types].map(([property, type]) => `${property} (${type})`).join(', ')}`,
          );
        }
      }
      checkPredefined(changes.predefinedTransformedClaims ?? '{}');
      properties = Object.freeze({ ...properties, ...changes });
    },
  });
}

function checkPredefined(json: string): void {
  let definitions: unknown;
  try {
    definitions = JSON.parse(json);
  } catch (cause) {
    throw new TypeError('predefinedTransformedClaims must be JSON', { cause });
  }
  readTransformedClaims(definitions);
}
