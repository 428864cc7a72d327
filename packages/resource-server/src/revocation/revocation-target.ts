import { hash } from 'node:crypto';
import type { AccessToken } from '../access-token.ts';

/**
 * Which tokens: this one, or all of a grant, of a subject, or of a client.
 *
 * `grant` is `AccessToken.grantId`, and `client` the client ID as facts tell it (`AccessToken.clientId`).
 */
export type RevocationTarget =
  | { readonly token: string; readonly grant?: never; readonly subject?: never; readonly client?: never }
  | { readonly grant: string; readonly token?: never; readonly subject?: never; readonly client?: never }
  | { readonly subject: string; readonly token?: never; readonly grant?: never; readonly client?: never }
  | { readonly client: string; readonly token?: never; readonly grant?: never; readonly subject?: never };

/** The keys under which records about a target are kept. They tell nothing of it. */
export interface TargetKeys {
  readonly revocation: string;
  /** Where it is kept since when facts count; `undefined` where nothing of the target comes back: a token, a grant. */
  readonly outdating: string | undefined;
}

/** @throws TypeError where it is not exactly one target that names something */
export function keysOfTarget(target: RevocationTarget): TargetKeys {
  const [[kind, value] = ['', ''], ...others] = Object.entries<unknown>(target ?? {}).filter(isGiven);
  if (others.length > 0 || typeof value !== 'string' || value === '' || !isKind(kind)) {
    throw new TypeError('target: exactly one of token, grant, subject and client is expected, not empty');
  }
  const revocation = keyOf(kind, value);
  const comesBack = kind === 'subject' || kind === 'client';
  return { revocation, outdating: comesBack ? outdatingOf(revocation) : undefined };
}

/** The keys of every record that can concern a token. */
export function keysOfToken(tokenDigest: string, { grantId, subject, clientId }: AccessToken): string[] {
  const client = keyOf('client', clientId);
  const keys = [`token.${tokenDigest}`, client, outdatingOf(client)];
  if (subject !== undefined) {
    const key = keyOf('subject', subject);
    keys.push(key, outdatingOf(key));
  }
  if (grantId !== undefined) keys.push(keyOf('grant', grantId));
  return keys;
}

type Kind = 'token' | 'grant' | 'subject' | 'client';

function isKind(name: string): name is Kind {
  return name === 'token' || name === 'grant' || name === 'subject' || name === 'client';
}

function isGiven([, value]: readonly [string, unknown]): boolean {
  return value !== undefined;
}

/** Hashed, because a subject may be a name. For a token it is the hash that `PresentedToken.tokenDigest` holds. */
function keyOf(kind: Kind, value: string): string {
  return `${kind}.${hash('sha256', value, 'base64url')}`;
}

function outdatingOf(key: string): string {
  return `outdated.${key}`;
}
