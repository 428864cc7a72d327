import type { JWK } from 'jose';

import type { Service } from '../service.ts';
import { verifySignature } from './signature-algorithms.ts';
import { createSignatureBase } from './signature-base.ts';
import { requestComponent } from './signed-request.ts';
import type { SignedRequest } from './signed-request.ts';
import { parseDictionary } from './structured-fields.ts';
import type { Dictionary, InnerList } from './structured-fields.ts';

/** FAPI 2.0 Message Signing, requirements for resource servers: `created` may be about a minute off, in seconds. */
const WINDOW = 60;

const TAG = 'fapi-2-request';

/**
 * Checks the signature of a client's request to a protected resource (RFC 9421 section 3.2), by what FAPI 2.0 Message
 * Signing asks of resource servers: the tag `fapi-2-request`, `created` within a minute, and all components covered that
 * matter. That Content-Digest is the digest of the body must be checked where the body is.
 *
 * @returns What is wrong; nothing when the signature is good.
 */
export async function checkRequestSignature(
  request: SignedRequest,
  accessToken: string,
  clientId: string,
  { clients, clock }: Pick<Service, 'clients' | 'clock'>,
): Promise<string | undefined> {
  const { fields } = request;
  let inputs: Dictionary;
  let signatures: Dictionary;
  try {
    inputs = parseDictionary(fields.get('signature-input') ?? '');
    signatures = parseDictionary(fields.get('signature') ?? '');
  } catch {
    return 'The fields Signature-Input and Signature of the request are malformed.';
  }
  const [label, signatureParams] = [...inputs].find(([, input]) => input.parameters.get('tag') === TAG) ?? [];
  const signature = signatures.get(label ?? '');
  if (!signatureParams || !('items' in signatureParams) || !signature || !('value' in signature)) {
    return `The request has no signature with the tag ${TAG}.`;
  }
  if (/^(?:Bearer|DPoP) +(.+)$/i.exec(fields.get('authorization') ?? '')?.[1] !== accessToken) {
    return 'The Authorization field of the request does not carry the access token.';
  }
  const uncovered = requiredComponents(request).filter((name) => !covers(signatureParams, name));
  if (uncovered.length > 0) {
    return `The signature of the request does not cover ${uncovered.join(', ')}.`;
  }
  if (!isFresh(signatureParams, clock.now() / 1000)) {
    return 'The signature of the request was not created within the last minute, or has expired.';
  }
  const keys = await signingKeys(clientId, signatureParams.parameters.get('keyid'), clients);
  const { value } = signature;
  return value instanceof Uint8Array && keys.some((key) => verify(request, signatureParams, value, key))
    ? undefined
    : 'The signature of the request is not that of a registered key of the client.';
}

function requiredComponents({ fields, bodyContained }: SignedRequest): string[] {
  return [
    '@method',
    '@target-uri',
    'authorization',
    ...(fields.has('dpop') ? ['dpop'] : []),
    ...(bodyContained ? ['content-digest'] : []),
  ];
}

function covers({ items }: InnerList, name: string): boolean {
  return items.some(({ value, parameters }) => value === name && parameters.size === 0);
}

function isFresh({ parameters }: InnerList, now: number): boolean {
  const created = parameters.get('created');
  const expires = parameters.get('expires') ?? Infinity;
  return (
    typeof created === 'number' &&
    Math.abs(now - created) <= WINDOW &&
    typeof expires === 'number' &&
    now < expires
  );
}

async function signingKeys(clientId: string, keyid: unknown, clients: Service['clients']): Promise<JWK[]> {
  const keys = (await clients.load(clientId))?.asymmetricKeyStore;
  await keys?.refresh();
  return [...(keys ?? [])].filter(
    ({ kid, use }) => (keyid === undefined || kid === keyid) && (use === undefined || use === 'sig'),
  );
}

function verify(request: SignedRequest, params: InnerList, signature: Uint8Array, key: JWK): boolean {
  try {
    const base = createSignatureBase(params, (name, parameters) =>
      requestComponent(request, name, parameters),
    );
    return verifySignature(base, signature, key, params.parameters.get('alg'));
  } catch {
    return false;
  }
}
