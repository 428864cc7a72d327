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

  interface ModelClass<Kind extends Model = Model> {
    new (members: ModelPayload): Kind;
    find(value: string): Promise<Kind | undefined>;
  }

  /** What a {@link Grant} grants or rejects. */
  export interface GrantedParts {
    openid?: { scope?: string; claims?: string[] };
    /** Scopes by resource, separated by spaces. */
    resources?: Record<string, string>;
  }

  export interface Grant extends Model, GrantedParts {
    rejected?: GrantedParts;
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    getOIDCScope(): string;
    getOIDCClaimsFiltered(names: Set<string>): string[];
    /** What was granted and what was rejected. */
    getOIDCClaimsEncountered(): string[];
  }

  /** Keys of a client: those it registered, or those derived from its secret (OpenID Connect Core section 10). */
  interface KeyStore {
    selectForSign(wanted: { alg: string; use: 'sig' }): JWK[];
    selectForEncrypt(wanted: { alg: string; use: 'enc' }): JWK[];
    getKeyObject(key: JWK, onlyPublic?: boolean): JWK;
  }

  export interface Client {
    readonly clientId: string;
    readonly clientAuthMethod: string;
    readonly redirectUris: readonly string[];
    readonly symmetricKeyStore: KeyStore;
    readonly asymmetricKeyStore: KeyStore &
      Iterable<JWK> & {
        /** Fetches the client's `jwks_uri`, if it has one and the keys at hand are old. */
        refresh(): Promise<void>;
      };
    /** The host that pairwise identifiers are made for (OpenID Connect Core 1.0 section 8.1). */
    readonly sectorIdentifier: string | undefined;
    grantTypeAllowed(grantType: string): boolean;
    metadata(): ModelPayload;
  }

  interface ClientClass {
    /** Validates the metadata; throws an error with `error_description`. */
    new (metadata: ModelPayload): Client;
    find(clientId: string): Promise<Client | undefined>;
    needsSecret(metadata: ModelPayload): boolean;
  }

  /** The engine's HTTP context, which is Koa's. */
  export interface Context {
    readonly req: IncomingMessage;
    readonly path: string;
    body: unknown;
    status: number;
    set(headers: Readonly<Record<string, string>>): void;
    /** Where the path is one of the engine's routes. */
    readonly oidc?: EngineContext['oidc'];
  }

  export interface RequestContext {
    /** The parameters of the request that the engine knows. */
    readonly params: Readonly<Record<string, unknown>>;
  }

  /** What the sign-in of a user leaves behind in the model that an access token is issued for. */
  interface GrantSource {
    readonly acr?: string;
    /** Seconds since the epoch. */
    readonly authTime?: number;
    readonly resource?: string | readonly string[];
    readonly claims?: { readonly userinfo?: Readonly<Record<string, unknown>> };
  }

  /** What an interaction came to. */
  export interface InteractionResult {
    readonly login?: {
      readonly accountId: string;
      readonly acr: string;
      readonly amr: readonly string[];
      /** Seconds since the epoch. */
      readonly ts: number;
    };
    readonly consent?: {
      readonly grantId: string;
      /** Ours; the engine keeps it for us until it asks for it. */
      readonly authorizationDetails?: readonly Readonly<Record<string, unknown>>[];
    };
    readonly error?: string;
    readonly error_description?: string;
  }

  /** A request to the engine: its parameters, and the models that it has found so far. */
  export interface EngineContext {
    readonly oidc: RequestContext & {
      readonly route: string;
      readonly client?: Client;
      readonly account?: object;
      readonly grant?: Grant;
      readonly result?: InteractionResult;
      /** Where the route has something to do with one. */
      readonly session: {
        readonly accountId?: string;
        readonly acr?: string;
        /** Seconds since the epoch. */
        readonly loginTs?: number;
        /** Of a form of the engine's own. */
        readonly state?: { readonly secret: string; readonly postLogoutRedirectUri?: string };
      };
      readonly entities: {
        readonly AuthorizationCode?: GrantSource;
        readonly BackchannelAuthenticationRequest?: GrantSource;
        readonly DeviceCode?: GrantSource;
        readonly RefreshToken?: GrantSource;
        readonly RotatedRefreshToken?: { readonly remainingTTL: number };
        readonly Grant?: Grant;
        readonly Interaction?: Interaction;
      };
      urlFor(route: string): string;
    };
  }

  export interface RouteContext extends Context {
    readonly oidc: EngineContext['oidc'];
  }

  /** A person's way through sign-in and consent. */
  export interface Interaction {
    readonly uid: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
    readonly session?: { readonly accountId: string };
    readonly grantId?: string;
  }

  interface Check {
    readonly reason: string;
  }

  export interface Prompt {
    readonly name: string;
    readonly checks: { add(check: Check): void; remove(reason: string): void };
  }

  export const interactionPolicy: {
    base(): Prompt[] & { get(name: 'login' | 'consent'): Prompt };
    /** A check that says whether it needs the person. */
    Check: new (reason: string, description: string, check: (context: EngineContext) => boolean) => Check;
  };

  /** Errors that the engine answers in the words of the protocol. */
  type ProtocolError = new (description: string) => Error;

  export const errors: {
    readonly InvalidAuthorizationDetails: ProtocolError;
    readonly InvalidClientMetadata: ProtocolError;
    readonly InvalidRequest: ProtocolError;
    readonly SessionNotFound: ProtocolError;
    readonly UnmetAuthenticationRequirements: ProtocolError;
  };

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly AccessToken: ModelClass;
    readonly ClientCredentials: ModelClass;
    readonly RefreshToken: ModelClass;
    readonly Grant: ModelClass<Grant>;
    readonly Client: ClientClass;
    readonly Interaction: {
      find(uid: string, options: { readonly ignoreExpiration: boolean }): Promise<Interaction | undefined>;
    };
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    on(event: 'server_error', listener: (context: Context, error: Error) => void): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    /** Rejects with `SessionNotFound` when there is none that belongs to the browser. */
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    /** Ends the interaction and sends the browser on. */
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: InteractionResult,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
