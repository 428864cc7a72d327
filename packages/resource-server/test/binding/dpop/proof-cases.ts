import type { DpopProofFault } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import { pathOf, type ProofCase, seconds, valid } from './proof-case.ts';
import { claimCases } from './proof-claim-cases.ts';
import { headerCases, keyCases, malformedCases, signatureCases } from './proof-header-cases.ts';
import { makeProof } from './proof-maker.ts';

function sameHtu(name: string, change: (uri: string) => string): ProofCase {
  return valid(`§4.3 check 9: ${name}`, ({ uri }) => ({ claims: { htu: change(uri) } }));
}

const validCases: readonly ProofCase[] = [
  valid('§4.2: a proof with exactly the members that are required', {}),
  valid('§4.2: members that nobody knows are ignored', {
    header: { kid: '1' },
    claims: { iss: 'me', extra: [{}] },
  }),
  valid('RFC 7517 §4: members of the key that do not make it are ignored', ({ key }) => ({
    header: { jwk: { ...key.jwk, kid: '1', use: 'sig', ext: true, key_ops: ['verify'] } },
  })),
  valid('§11.1: a proof that is a few seconds old', (context) => ({ claims: { iat: seconds(context, -5) } })),
  valid('§11.1: a proof of a client whose clock is a few seconds ahead', (context) => ({
    claims: { iat: seconds(context, 5) },
  })),
  valid('RFC 7519 §2: iat may have a fraction', (context) => ({
    claims: { iat: seconds(context, -1) + 0.25 },
  })),
  valid('RFC 7519 §4.1.4: exp that is still to come', (context) => ({
    claims: { exp: seconds(context, 30) },
  })),
  sameHtu('the query of htu does not count', (uri) => `${uri}?page=2`),
  sameHtu('the fragment of htu does not count', (uri) => `${uri}#part`),
  sameHtu('RFC 3986 §6.2.2.1: scheme and host in capitals', (uri) => {
    const { host, pathname } = new URL(uri);
    return `HTTPS://${host.toUpperCase()}${pathname}`;
  }),
  sameHtu('RFC 3986 §6.2.3: the default port', (uri) => {
    const { host, pathname } = new URL(uri);
    return `https://${host}:443${pathname}`;
  }),
  sameHtu('RFC 3986 §6.2.2.2: an encoded letter', (uri) => {
    const last = uri.at(-1) ?? '';
    return `${uri.slice(0, -1)}%${last.charCodeAt(0).toString(16)}`;
  }),
  sameHtu('RFC 3986 §6.2.2.3: dot segments', (uri) => new URL(uri).origin + `/x/../.${pathOf(uri)}`),
];

/** For a verifier with its usual settings, with or without nonces: a proof has the nonce of the context. */
export const PROOF_CASES: readonly ProofCase[] = [
  ...validCases,
  ...malformedCases,
  ...headerCases,
  ...keyCases,
  ...signatureCases,
  ...claimCases,
];

/** For a verifier that asks for nonces. */
export const NONCE_CASES: readonly ProofCase[] = [
  valid('§9: the nonce that the server gave', {}),
  nonce('nonce_missing', '§9: no nonce', () => undefined),
  nonce('nonce_not_accepted', '§9: an empty nonce', () => ''),
  nonce('nonce_not_accepted', '§9: a nonce that the server never gave', () => 'eyJ7S_zG.eyJH0-Z.HX4w-7v'),
  nonce('nonce_not_accepted', '§9: half of the nonce', (given) => given.slice(0, given.length / 2)),
  nonce('nonce_not_accepted', '§9: more than the nonce', (given) => `${given}A`),
];

function nonce(fault: DpopProofFault, name: string, change: (given: string) => unknown): ProofCase {
  return {
    name,
    make: (context) => ({ proof: makeProof(context, { claims: { nonce: change(context.nonce ?? '') } }) }),
    expected: { valid: false, error: 'use_dpop_nonce', fault },
  };
}
