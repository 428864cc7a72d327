import type { AccessToken } from './access-token.ts';
import type { Denied } from './decision.ts';

/**
 * What happened to a request: for logs, metrics and audit. An event holds no token and no text of the authority; its
 * reasons are for the operator.
 */
export type ResourceServerEvent =
  | { readonly type: 'access_granted'; readonly token: AccessToken }
  | { readonly type: 'access_denied'; readonly denied: Denied }
  | {
      readonly type: 'user_info_issued';
      readonly token: AccessToken;
      readonly mediaType: 'application/json' | 'application/jwt';
    };

/**
 * Told of every event, synchronously, before the answer goes out. It should return quickly; what it throws is treated as
 * a programming error and fails the request.
 */
export type EventListener = (event: ResourceServerEvent) => void;
