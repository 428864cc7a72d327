import { createHash } from 'node:crypto';

import type { Service } from '../service.ts';
import { signWithP256 } from './signature-algorithms.ts';
import { createSignatureBase } from './signature-base.ts';
import { serialiseInnerList, serialiseItem } from './structured-fields.ts';
import type { BareItem, Item } from './structured-fields.ts';

/** The values of the fields that make a signed response of it. */
export interface ResponseSignature {
  readonly signature: string;
  readonly signatureInput: string;
  readonly contentDigest: string;
}

const REQ = new Map([['req', true]]);

/**
 * Signs a UserInfo response with status 200 by the service's key for ES256 (RFC 9421 sections 2.4 and 3.1, FAPI 2.0
 * Message Signing).
 *
 * Covered are the status and the digest of the content, and of the request what is known here: its `Signature`,
 * `Signature-Input` and `Content-Digest`. Method and address of the request cannot be covered themselves, because no
 * parameter of `/auth/userinfo/issue` tells them; the signature of the request covers them. What Authlete covers is not known.
 *
 * @param requestFields The fields of the request, by their names in lower case.
 */
export function signResponse(
  content: string,
  requestFields: ReadonlyMap<string, string>,
  { keys, clock }: Pick<Service, 'keys' | 'clock'>,
): ResponseSignature {
  const key = keys.find(({ algorithms }) => algorithms.includes('ES256'));
  if (!key) {
    throw new TypeError('the service has no key for ES256');
  }
  const contentDigest = `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;
  const ofResponse = new Map([
    ['@status', '200'],
    ['content-digest', contentDigest],
  ]);
  const linked = ['signature', 'signature-input', 'content-digest'].filter((name) => requestFields.has(name));
  const signatureParams = {
    items: [
      ...[...ofResponse.keys()].map((value): Item => ({ value, parameters: new Map() })),
      ...linked.map((value): Item => ({ value, parameters: REQ })),
    ],
    parameters: new Map<string, BareItem>([
      ['created', Math.floor(clock.now() / 1000)],
      ['keyid', key.kid],
      ['tag', 'fapi-2-response'],
    ]),
  };
  const base = createSignatureBase(signatureParams, (name, parameters) =>
    (parameters === REQ ? requestFields : ofResponse).get(name),
  );
  return {
    signature: `sig=${serialiseItem({ value: signWithP256(base, key.key), parameters: new Map() })}`,
    signatureInput: `sig=${serialiseInnerList(signatureParams)}`,
    contentDigest,
  };
}
