import type { Client, EngineContext } from 'oidc-provider';

/** How long the tokens of the service live when nobody says otherwise, in seconds. */
export const DEFAULT_LIFETIMES = { accessToken: 3600, refreshToken: 864_000 } as const;

const DAY = 86_400;

/** How long everything lives that the engine issues, in seconds. */
export const LIFETIMES: Readonly<Record<string, unknown>> = {
  AccessToken: DEFAULT_LIFETIMES.accessToken,
  AuthorizationCode: 60,
  ClientCredentials: DEFAULT_LIFETIMES.accessToken,
  DeviceCode: 600,
  // Longer than any chain of refresh tokens is likely to be used.
  Grant: 90 * DAY,
  IdToken: 3600,
  Interaction: 3600,
  Session: 14 * DAY,
  /** RFC 9700 section 4.14.2: a stolen refresh token of a public client must not live on by being rotated. */
  RefreshToken(
    context: EngineContext | undefined,
    token: { isSenderConstrained(): boolean },
    client: Client | undefined,
  ): number {
    const rotated = context?.oidc.entities.RotatedRefreshToken;
    return rotated && client?.clientAuthMethod === 'none' && !token.isSenderConstrained()
      ? rotated.remainingTTL
      : DEFAULT_LIFETIMES.refreshToken;
  },
};
