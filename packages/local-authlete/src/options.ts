import { BlockList, isIP } from 'node:net';

import type { Accounts } from './sign-in/accounts.ts';
import { developmentAccounts } from './sign-in/development-accounts.ts';

/** How to listen for HTTPS with client certificates. */
export interface MutualTlsOptions {
  /** The TCP port; 0 takes any that is free. */
  readonly port: number;
  /** The certificate of the server, PEM. */
  readonly certificate: string;
  /** The private key of the certificate, PEM. */
  readonly key: string;
}

/** What {@link createLocalAuthlete} can be told; every member has a default. */
export interface LocalAuthleteOptions {
  /**
   * The address to listen on. Default `127.0.0.1`.
   *
   * Loopback addresses only (`127.0.0.0/8`, `::1`, `localhost`): its secrets are in its documentation, so whoever
   * reaches it can make tokens.
   */
  readonly host?: string;
  /** The TCP port. Default 8000; 0 takes any that is free. */
  readonly port?: number;
  /**
   * The identifier of the one service that there is, digits only. Default `10001`.
   *
   * It is the `{serviceId}` in the paths of API 3.x and the service API key of API 2.x.
   */
  readonly serviceId?: string;
  /** The service API secret, the password of API 2.x. Default `local-secret`. */
  readonly apiSecret?: string;
  /** The service access token, the bearer token of API 3.x. Default `local-access-token`. */
  readonly serviceAccessToken?: string;
  /**
   * The service's `userInfoEndpoint`: announced in the discovery document, and the `htu` of DPoP proofs at
   * `/auth/userinfo` when the caller sends none. Default `http://127.0.0.1:8001/api/userinfo`.
   */
  readonly userInfoEndpoint?: string;
  /** The scopes that the service knows besides the OpenID Connect ones. Default `time.read history.read timeline.read`. */
  readonly apiScopes?: readonly string[];
  /**
   * The URL of the page whose scripts sign people in as client 2001: its redirect URI, and where browsers may call the
   * token endpoint from. Default: the root of the server that has the UserInfo endpoint, `http://127.0.0.1:8001/`.
   */
  readonly pageUrl?: string;
  /**
   * The classes of authentication (`acr`) that a sign-in can be asked to have; without being asked it has the first.
   * They are played: each is reached by the same password. Default `pwd`, `mfa`.
   */
  readonly acrValues?: readonly string[];
  /**
   * The types of authorization details (RFC 9396) that can be asked for. Default `payment_initiation`,
   * `account_information`, `customer_information`.
   */
  readonly authorizationDetailsTypes?: readonly string[];
  /** Who can sign in. Default: john, with the password john, and the subject 1. */
  readonly accounts?: Accounts;
  /**
   * The file that keys, clients, sessions and tokens are kept in, so that they survive a restart; `memory` for none.
   * Default `memory`. It is created where it is missing, for its owner alone, and one process can use it at a time.
   */
  readonly state?: string;
  /**
   * Also listen for HTTPS with client certificates (RFC 8705), on the same host. Default: do not.
   *
   * Tokens of clients with `tls_client_certificate_bound_access_tokens` are bound to the certificate of the connection.
   */
  readonly mutualTls?: MutualTlsOptions;
  /** The service's `dpopNonceRequired`: whether every DPoP proof must carry a nonce. Default `false`. */
  readonly dpopNonceRequired?: boolean;
  /** The time that the clock follows, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
}

/** {@link LocalAuthleteOptions}, checked and complete. */
export interface LocalAuthleteSettings extends Required<
  Omit<LocalAuthleteOptions, 'apiScopes' | 'mutualTls'>
> {
  readonly mutualTls: MutualTlsOptions | undefined;
  /** Every scope of the service. */
  readonly knownScopes: ReadonlySet<string>;
}

const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Completes and checks options.
 *
 * @throws {TypeError} Names the option that is wrong.
 */
export function resolveOptions(options: LocalAuthleteOptions): LocalAuthleteSettings {
  const settings = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 8000,
    serviceId: options.serviceId ?? '10001',
    apiSecret: options.apiSecret ?? 'local-secret',
    serviceAccessToken: options.serviceAccessToken ?? 'local-access-token',
    userInfoEndpoint: options.userInfoEndpoint ?? 'http://127.0.0.1:8001/api/userinfo',
    knownScopes: new Set([
      ...OPENID_SCOPES,
      ...(options.apiScopes ?? ['time.read', 'history.read', 'timeline.read']),
    ]),
    pageUrl: options.pageUrl ?? '',
    acrValues: options.acrValues ?? ['pwd', 'mfa'],
    authorizationDetailsTypes: options.authorizationDetailsTypes ?? [
      'payment_initiation',
      'account_information',
      'customer_information',
    ],
    accounts: options.accounts ?? developmentAccounts,
    state: options.state ?? 'memory',
    mutualTls: options.mutualTls && { ...options.mutualTls },
    dpopNonceRequired: options.dpopNonceRequired ?? false,
    now: options.now ?? Date.now,
  };
  const version = isIP(settings.host);
  if (
    settings.host !== 'localhost' &&
    !(version && loopback.check(settings.host, version === 4 ? 'ipv4' : 'ipv6'))
  ) {
    throw new TypeError(
      `host must be a loopback address such as 127.0.0.1, not ${settings.host}: ` +
        'local Authlete has published secrets and gives a token to whoever asks, so no other machine may reach it',
    );
  }
  for (const [name, port] of [
    ['port', settings.port],
    ['mutualTls.port', settings.mutualTls?.port ?? 0],
  ] as const) {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new TypeError(`${name} must be an integer from 0 to 65535`);
    }
  }
  if (!/^\d{1,19}$/.test(settings.serviceId)) {
    throw new TypeError('serviceId must consist of digits');
  }
  for (const name of ['apiSecret', 'serviceAccessToken'] as const) {
    if (!/^[\x21-\x7e]+$/.test(settings[name])) {
      throw new TypeError(`${name} must consist of one or more visible ASCII characters`);
    }
  }
  if (!isWebUrl(settings.userInfoEndpoint)) {
    throw new TypeError('userInfoEndpoint must be an http or https URL');
  }
  settings.pageUrl ||= new URL('/', settings.userInfoEndpoint).href;
  if (!isWebUrl(settings.pageUrl)) {
    throw new TypeError('pageUrl must be an http or https URL');
  }
  for (const name of ['acrValues', 'authorizationDetailsTypes'] as const) {
    if (settings[name].length === 0 || !settings[name].every((value) => /^[\x21-\x7e]+$/.test(value))) {
      throw new TypeError(`${name} must hold one or more names without spaces`);
    }
  }
  for (const scope of settings.knownScopes) {
    // RFC 6749 section 3.3
    if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) {
      throw new TypeError('apiScopes must hold scope names');
    }
  }
  return Object.freeze(settings);
}

function isWebUrl(url: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');
}
