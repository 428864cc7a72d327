import type { RevocationTarget } from 'oauth-resource-server';

export type RevocationKind = 'token' | 'grant' | 'subject' | 'client';

/** What can be an access token (RFC 6750, section 2.1). */
const TOKEN = /^[\w.~+/-]{1,8192}=*$/;

/** A line break behind a name would make it another name, that nobody has. */
const NAME = /^\P{Cc}{1,1000}$/u;

/** The one thing that a JSON text says is to be revoked; `undefined` where it says none, or more. */
export function readRevocationTarget(
  text: string,
): { readonly kind: RevocationKind; readonly target: RevocationTarget } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const [member, ...others] = Object.entries<unknown>({ ...json });
  if (member === undefined || others.length > 0) return undefined;
  const [kind, value] = member;
  if (typeof value !== 'string' || !(kind === 'token' ? TOKEN : NAME).test(value)) return undefined;
  switch (kind) {
    case 'token':
      return { kind, target: { token: value } };
    case 'grant':
      return { kind, target: { grant: value } };
    case 'subject':
      return { kind, target: { subject: value } };
    case 'client':
      return { kind, target: { client: value } };
    default:
      return undefined;
  }
}
