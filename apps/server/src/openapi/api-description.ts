import type { DpopMode } from 'oauth-resource-server';

/** What `/openapi.json` says of the server as a whole. */
export interface ApiDescription {
  /** Where clients reach the server. Default: where they have the document from. */
  readonly url?: string | undefined;
  /** The issuers whose tokens are accepted. Default: none are named. */
  readonly authorizationServers?: readonly string[];
  /** Whether tokens may or must come with a DPoP proof. Default: off. */
  readonly dpop?: DpopMode;
  /** `required`: every token must be bound to a key or a certificate. Default: it need not be. */
  readonly senderConstraint?: 'required' | undefined;
  /** Whether tokens may be bound to client certificates. Default: not. */
  readonly certificates?: boolean;
}
