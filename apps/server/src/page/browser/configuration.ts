import type { JWK } from 'jose';
import { findElement } from './views/find-element.ts';

/** What the server has written into the page. */
export interface Configuration {
  /** Local Authlete. */
  readonly issuer: string;
  /** The resource that tokens must be meant for (RFC 8707). Default: any token counts. */
  readonly resource?: string;
  /** The private key of the client whose UserInfo is encrypted. It is public, as all of local Authlete. */
  readonly encryptionKey: JWK;
}

export function readConfiguration(): Configuration {
  return JSON.parse(findElement('#configuration', HTMLScriptElement).text) as Configuration;
}
