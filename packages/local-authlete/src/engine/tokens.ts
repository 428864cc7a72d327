import { createHash, randomBytes, randomUUID } from 'node:crypto';

import type { ModelPayload, Provider } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import { isObject } from '../http/request-parameters.ts';
import { DEFAULT_LIFETIMES } from './lifetimes.ts';
import type { RequestedClaims } from './requested-claims.ts';
import type { Store, StoredRecord } from './store.ts';
import type { Token, TokenDetails } from './token.ts';

/** What a new token is to be. Lifetimes are in seconds, 0 for the default. */
export interface TokenRequest {
  readonly grantType: string;
  readonly clientId: string;
  readonly subject?: string | undefined;
  readonly scopes: readonly string[];
  readonly lifetime: number;
  readonly refreshLifetime: number;
  readonly persistent: boolean;
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly certificateThumbprint?: string | undefined;
  readonly dpopKeyThumbprint?: string | undefined;
  readonly authorizationDetails?: Token['authorizationDetails'];
  readonly details: TokenDetails;
}

/** What is to change in a token; absent members stay. */
export interface TokenChanges {
  readonly value?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
  readonly certificateThumbprint?: string | undefined;
  readonly dpopKeyThumbprint?: string | undefined;
  readonly authorizationDetails?: Token['authorizationDetails'];
  readonly claims?: RequestedClaims | undefined;
  /** Absent members stay. */
  readonly details?: TokenDetails;
}

/** When a token that never expires expires: at the end of the year 9999, in milliseconds since the epoch. */
export const NEVER = 253_402_300_799_000;

const MODELS = ['AccessToken', 'ClientCredentials'] as const;
const WITHOUT_REFRESH_TOKEN = new Set(['IMPLICIT', 'CLIENT_CREDENTIALS']);

/** The access tokens and refresh tokens of the service: records of the engine, read and judged by our clock. */
export class Tokens {
  readonly #provider: Provider;
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(provider: Provider, store: Store, clock: Clock) {
    this.#provider = provider;
    this.#store = store;
    this.#clock = clock;
  }

  /** Issues an access token, with a refresh token unless the grant type has none. The chosen values must be free. */
  async create(request: TokenRequest): Promise<{ accessToken: Token; refreshToken?: string }> {
    const members: ModelPayload = {
      clientId: request.clientId,
      scope: request.scopes.join(' '),
      'x5t#S256': request.certificateThumbprint,
      jkt: request.dpopKeyThumbprint,
      rar: request.authorizationDetails,
      extra: { ...request.details, tokenId: randomUUID() },
      expiresIn: request.persistent
        ? Math.floor((NEVER - this.#clock.now()) / 1000)
        : request.lifetime || DEFAULT_LIFETIMES.accessToken,
    };
    if (request.grantType === 'CLIENT_CREDENTIALS') {
      const value = await this.#save(new this.#provider.ClientCredentials(members), request.accessToken);
      return { accessToken: this.#created(value) };
    }
    const refreshLifetime = request.refreshLifetime || DEFAULT_LIFETIMES.refreshToken;
    const grant = new this.#provider.Grant({
      clientId: request.clientId,
      accountId: request.subject,
      expiresIn: Math.max(refreshLifetime, Number(members['expiresIn'])),
    });
    const scope = request.scopes.join(' ');
    grant.addOIDCScope(scope);
    for (const resource of request.details.resources ?? []) {
      grant.addResourceScope(resource, scope);
    }
    Object.assign(members, {
      accountId: request.subject,
      grantId: await grant.save(),
      gty: request.grantType.toLowerCase(),
    });
    const value = await this.#save(new this.#provider.AccessToken(members), request.accessToken);
    if (WITHOUT_REFRESH_TOKEN.has(request.grantType)) {
      return { accessToken: this.#created(value) };
    }
    const refreshToken = await this.#save(
      new this.#provider.RefreshToken({
        ...members,
        acr: request.details.acr,
        authTime: request.details.authTime,
        resource: request.details.resources,
        expiresIn: refreshLifetime,
      }),
      request.refreshToken,
    );
    return { accessToken: this.#created(value), refreshToken };
  }

  /**
   * Finds a token, live or expired.
   *
   * A token that the engine tied to a sign-in session is gone with the session.
   */
  async find(value: string): Promise<Token | undefined> {
    const record = this.#record(value);
    return record && this.#hasSession(record) ? toToken(record) : undefined;
  }

  /** Finds a token by its value or by its hash, which are the two identifiers that Authlete takes. */
  async findByIdentifier(identifier: string): Promise<Token | undefined> {
    const token = await this.find(identifier);
    return token ?? this.list().find(({ value }) => tokenHash(value) === identifier);
  }

  isExpired(token: Token): boolean {
    return token.expiresAt <= this.#clock.now();
  }

  /** The refresh token that was issued with an access token, if it can still be used. */
  refreshToken(token: Token): Token | undefined {
    const record = (token.grantId ? this.#store.ofGrant('RefreshToken', token.grantId) : []).find(
      (candidate) => this.#isUsable(candidate),
    );
    return record && toToken(record);
  }

  /** Finds a refresh token that can still be used. */
  findRefreshToken(value: string): Token | undefined {
    const record = this.#store.get('RefreshToken', value);
    return record && this.#isUsable(record) ? toToken(record) : undefined;
  }

  /** Takes back a refresh token, given by value or hash, and its access tokens; returns how many those were. */
  revokeRefreshToken(identifier: string): number {
    for (const record of this.#store.list('RefreshToken')) {
      if (record.id === identifier || tokenHash(record.id) === identifier) {
        const { grantId } = toToken(record);
        const accessTokens = grantId ? this.#store.ofGrant('AccessToken', grantId) : [];
        for (const { model, id } of [record, ...accessTokens]) {
          this.#store.delete(model, id);
        }
        return accessTokens.length;
      }
    }
    return 0;
  }

  /** Every access token, oldest first, the expired ones that nobody asked for included. */
  list(): Token[] {
    return MODELS.flatMap((model) => [...this.#store.list(model)])
      .filter((record) => this.#hasSession(record))
      .map(toToken)
      .sort((left, right) => left.createdAt - right.createdAt);
  }

  update(token: Token, changes: TokenChanges): Token {
    const record = this.#store.get(token.model, token.value);
    const value = changes.value ?? token.value;
    const payload: ModelPayload = {
      ...record?.payload,
      ...defined({
        jti: value,
        scope: changes.scopes?.join(' '),
        'x5t#S256': changes.certificateThumbprint,
        jkt: changes.dpopKeyThumbprint,
        rar: changes.authorizationDetails,
        claims: changes.claims ?? token.claims,
        extra: { ...token.details, ...defined({ ...changes.details }) },
      }),
    };
    if (value !== token.value) {
      this.#store.delete(token.model, token.value);
    }
    this.#store.put(token.model, value, payload, changes.expiresAt ?? token.expiresAt);
    return this.#created(value);
  }

  /** Changes when the refresh token of an access token expires, in milliseconds since the epoch. */
  updateRefreshToken(token: Token, expiresAt: number): void {
    for (const record of token.grantId ? this.#store.ofGrant('RefreshToken', token.grantId) : []) {
      this.#store.put(record.model, record.id, record.payload, expiresAt);
    }
  }

  /** Forgets an access token; its refresh token, if it has one, lives on. */
  destroy(token: Token): void {
    this.#store.delete(token.model, token.value);
  }

  /**
   * Takes an access token back, together with the refresh tokens of its grant: at Authlete the two are one record, here
   * several sign-ins of one session share a grant.
   */
  revoke(token: Token): void {
    this.destroy(token);
    for (const { model, id } of token.grantId ? this.#store.ofGrant('RefreshToken', token.grantId) : []) {
      this.#store.delete(model, id);
    }
  }

  /** Whether no token has this value yet. */
  isFree(value: string): boolean {
    return !this.#record(value) && !this.#store.get('RefreshToken', value);
  }

  newValue(): string {
    return randomBytes(32).toString('base64url');
  }

  async #save(
    model: { jti: string; format?: 'opaque' | 'jwt'; save(): Promise<string> },
    value: string = this.newValue(),
  ): Promise<string> {
    model.jti = value;
    model.format = 'opaque';
    return model.save();
  }

  #created(value: string): Token {
    const record = this.#record(value);
    if (!record) {
      throw new Error('the engine did not store the token that it issued');
    }
    return toToken(record);
  }

  #isUsable(record: StoredRecord): boolean {
    return (
      record.payload['consumed'] === undefined &&
      record.expiresAt > this.#clock.now() &&
      this.#hasSession(record)
    );
  }

  /** Whether the sign-in session is still there that the engine tied a token to; the same rule as the engine's own. */
  #hasSession({ payload }: StoredRecord): boolean {
    const { expiresWithSession, sessionUid, accountId, clientId, grantId } = payload;
    if (!expiresWithSession) {
      return true;
    }
    const session = this.#store.find('Session', 'uid', String(sessionUid));
    if (!session || session.expiresAt <= this.#clock.now()) {
      return false;
    }
    const { authorizations } = session.payload;
    const authorization = isObject(authorizations) ? authorizations[String(clientId)] : undefined;
    return (
      session.payload['accountId'] === accountId &&
      isObject(authorization) &&
      authorization['grantId'] === grantId
    );
  }

  #record(value: string): StoredRecord | undefined {
    return this.#store.get('AccessToken', value) ?? this.#store.get('ClientCredentials', value);
  }
}

/** Authlete's hash of a token: SHA-256 of its value, base64url. */
export function tokenHash(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

function defined(members: ModelPayload): ModelPayload {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}

function toToken(record: StoredRecord): Token {
  const payload = record.payload as {
    clientId: string;
    scope?: string;
    accountId?: string;
    grantId?: string;
    gty?: string;
    'x5t#S256'?: string;
    jkt?: string;
    rar?: readonly Readonly<Record<string, unknown>>[];
    claims?: RequestedClaims;
    /** Where the engine keeps the resource that it issued a token for (RFC 8707). */
    aud?: string | readonly string[];
    extra?: TokenDetails & { claims?: RequestedClaims };
  };
  const { claims, ...details } = payload.extra ?? {};
  return {
    model: record.model,
    value: record.id,
    clientId: payload.clientId,
    subject: payload.accountId,
    scopes: payload.scope?.split(' ').filter(Boolean) ?? [],
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    grantId: payload.grantId,
    // The engine writes "authorization_code refresh_token" for a token that came out of a refresh.
    grantType: (payload.gty ?? 'client_credentials').replace(/^.* /, '').toUpperCase(),
    certificateThumbprint: payload['x5t#S256'],
    dpopKeyThumbprint: payload.jkt,
    authorizationDetails: payload.rar,
    claims: payload.claims ?? claims,
    details: { ...(payload.aud !== undefined && { resources: [payload.aud].flat() }), ...details },
  };
}
