/** The slice of oidc-provider 9 (it ships no types) that this package uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  import type { JWK } from 'jose';

  /** What the engine hands to an adapter: the members of one of its models. */
  export interface ModelPayload {
    [member: string]: unknown;
  }

  /** Storage for one model; the engine makes one per model name. */
  export interface Adapter {
    upsert(id: string, payload: ModelPayload, expiresIn: number | undefined): Promise<void>;
    find(id: string): Promise<ModelPayload | undefined>;
    findByUid(uid: string): Promise<ModelPayload | undefined>;
    findByUserCode(userCode: string): Promise<ModelPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  interface Model {
    jti: string;
    format?: 'opaque' | 'jwt';
    extra?: ModelPayload;
    save(): Promise<string>;
  }

  interface ModelClass {
    new (members: ModelPayload): Model;
    find(value: string, options?: { ignoreExpiration?: boolean }): Promise<Model | undefined>;
  }

  interface Grant extends Model {
    addOIDCScope(scope: string): void;
  }

  /** Keys of a client: those it registered, or those derived from its secret (OpenID Connect Core section 10). */
  interface KeyStore {
    selectForSign(wanted: { alg: string; use: 'sig' }): JWK[];
    selectForEncrypt(wanted: { alg: string; use: 'enc' }): JWK[];
    getKeyObject(key: JWK, onlyPublic?: boolean): JWK;
  }

  export interface Client {
    readonly symmetricKeyStore: KeyStore;
    readonly asymmetricKeyStore: KeyStore &
      Iterable<JWK> & {
        /** Fetches the client's `jwks_uri`, if it has one and the keys at hand are old. */
        refresh(): Promise<void>;
      };
    /** The host that pairwise identifiers are made for (OpenID Connect Core 1.0 section 8.1). */
    readonly sectorIdentifier: string | undefined;
    metadata(): ModelPayload;
  }

  interface ClientClass {
    /** Validates the metadata; throws an error with `error_description`. */
    new (metadata: ModelPayload): Client;
    find(clientId: string): Promise<Client | undefined>;
    needsSecret(metadata: ModelPayload): boolean;
  }

  interface Context {
    path: string;
    body: unknown;
  }

  /** What the sign-in of a user leaves behind in the model that an access token is issued for. */
  interface GrantSource {
    readonly acr?: string;
    /** Seconds since the epoch. */
    readonly authTime?: number;
  }

  /** A request to the engine: the models that it has found so far. */
  export interface EngineContext {
    readonly oidc: {
      readonly entities: {
        readonly AuthorizationCode?: GrantSource;
        readonly BackchannelAuthenticationRequest?: GrantSource;
        readonly DeviceCode?: GrantSource;
        readonly RefreshToken?: GrantSource;
      };
    };
  }

  export const errors: {
    /** An error that the engine answers to the client as `invalid_request`. */
    readonly InvalidRequest: new (description: string) => Error;
  };

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly AccessToken: ModelClass;
    readonly ClientCredentials: ModelClass;
    readonly RefreshToken: ModelClass;
    readonly Grant: new (members: ModelPayload) => Grant;
    readonly Client: ClientClass;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
