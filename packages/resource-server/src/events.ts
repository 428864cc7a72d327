import type { AccessToken } from './access-token.ts';
import type { Denied } from './decision.ts';
import type { ResourceRequest } from './resource-request.ts';

/**
 * What happened to a request: for logs, metrics and audit. An event holds no text of the authority, and no token but
 * the one in its `request`, whose headers and query are not to be logged; its reasons are for the operator.
 */
export type ResourceServerEvent =
  | { readonly type: 'access_granted'; readonly request: ResourceRequest; readonly token: AccessToken }
  | { readonly type: 'access_denied'; readonly request: ResourceRequest; readonly denied: Denied }
  | {
      readonly type: 'user_info_issued';
      readonly request: ResourceRequest;
      readonly token: AccessToken;
      readonly mediaType: 'application/json' | 'application/jwt';
    }
  | {
      /** Claims that were requested are stored with a value of the wrong type. */
      readonly type: 'claims_left_out';
      readonly request: ResourceRequest;
      readonly token: AccessToken;
      /** As they are stored; the values are not told. */
      readonly names: readonly string[];
    };

/**
 * Told of every event, synchronously, before the answer goes out. It should return quickly; what it throws is treated as
 * a programming error and fails the request.
 */
export type EventListener = (event: ResourceServerEvent) => void;
