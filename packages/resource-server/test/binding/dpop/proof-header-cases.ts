import { createHmac } from 'node:crypto';
import type { DpopProofFault } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import { broken, type Members, type ProofCase, wrong } from './proof-case.ts';
import {
  claimsFor,
  createEcKey,
  createRsaKey,
  encode,
  makeProof,
  partsOf,
  type ProofContext,
  signText,
} from './proof-maker.ts';

const otherKey = createEcKey();
const p384Key = createEcKey('P-384');
const rsaKey = createRsaKey(2048);
const weakRsaKey = createRsaKey(1024);

function malformed(name: string, change: (proof: string, context: ProofContext) => string): ProofCase {
  return broken('malformed', `§4.3 check 2: ${name}`, (context) => change(makeProof(context), context));
}

function header(fault: DpopProofFault, name: string, members: Members): ProofCase {
  return wrong(fault, name, { header: members });
}

function jwk(fault: DpopProofFault, name: string, members: Members): ProofCase {
  return wrong(fault, name, ({ key }) => ({ header: { jwk: { ...key.jwk, ...members } } }));
}

function rsaJwk(fault: DpopProofFault, name: string, members: Members): ProofCase {
  return wrong(fault, name, { key: rsaKey, header: { alg: 'RS256', jwk: { ...rsaKey.jwk, ...members } } });
}

function signature(name: string, change: (proof: string, context: ProofContext) => string): ProofCase {
  return broken('wrong_signature', `§4.3 check 6: ${name}`, (context) => change(makeProof(context), context));
}

/** Replaces a part of a proof, counted from 0. */
function withPart(proof: string, index: number, change: (part: string) => string): string {
  return partsOf(proof)
    .map((part, at) => (at === index ? change(part) : part))
    .join('.');
}

/** Another spelling of the same 64 bytes: the last of 86 characters has four bits that no decoder needs. */
function withStrayBits(encoded: string): string {
  return `${encoded.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[encoded.at(-1) ?? ''] ?? ''}`;
}

export const malformedCases: readonly ProofCase[] = [
  malformed('nothing', () => ''),
  malformed('one word', () => 'proof'),
  malformed('two parts', (proof) => partsOf(proof).slice(0, 2).join('.')),
  malformed('four parts', (proof) => `${proof}.${partsOf(proof)[2]}`),
  malformed('five parts, as an encrypted token has', (proof) => `${proof}.AAAA.AAAA`),
  malformed('a JWS in JSON serialisation', (proof) => {
    const [protectedHeader, payload, signature] = partsOf(proof);
    return JSON.stringify({ protected: protectedHeader, payload, signature });
  }),
  malformed('two proofs in one header', (proof, context) => `${proof}, ${makeProof(context)}`),
  malformed('two proofs in one header without a blank', (proof, context) => `${proof},${makeProof(context)}`),
  malformed('a word before the proof', (proof) => `DPoP ${proof}`),
  malformed('quotes around the proof', (proof) => `"${proof}"`),
  malformed('padding after the header', (proof) => withPart(proof, 0, (part) => `${part}=`)),
  malformed('padding after the signature', (proof) => `${proof}==`),
  malformed('a character of plain base64', (proof) => withPart(proof, 2, (part) => `+${part.slice(1)}`)),
  malformed('a blank inside', (proof) =>
    withPart(proof, 1, (part) => `${part.slice(0, 8)} ${part.slice(8)}`),
  ),
  malformed('stray bits behind the signature', (proof) => withPart(proof, 2, withStrayBits)),
  malformed('a header that is not JSON', (proof) => withPart(proof, 0, () => encode('{"typ":"dpop+jwt"'))),
  malformed('a header that is a list', (proof) => withPart(proof, 0, () => encode('["dpop+jwt"]'))),
  malformed('a header that is null', (proof) => withPart(proof, 0, () => encode('null'))),
  malformed('no header', (proof) => withPart(proof, 0, () => '')),
  wrong('malformed', '§4.3 check 2: no claims', { rawClaims: '' }),
  wrong('malformed', '§4.3 check 2: claims that are not JSON', { rawClaims: 'htm=GET' }),
  wrong('malformed', '§4.3 check 2: claims that are a list', { rawClaims: '[]' }),
  wrong('malformed', '§4.3 check 2: claims that are a text', { rawClaims: '"claims"' }),
  wrong('malformed', 'RFC 7519 §7.2: claims that are not UTF-8', (context) => ({
    rawClaims: Buffer.from(JSON.stringify({ ...claimsFor(context), jti: 'é' }), 'latin1'),
  })),
  wrong('malformed', 'RFC 8259 §8.1: claims behind a byte order mark', (context) => ({
    rawClaims: `\uFEFF${JSON.stringify(claimsFor(context))}`,
  })),
  wrong('too_long', 'a proof of more than 8192 characters', { claims: { extra: 'x'.repeat(8192) } }),
];

export const headerCases: readonly ProofCase[] = [
  header('wrong_type', '§4.3 check 4: no typ', { typ: undefined }),
  header('wrong_type', '§4.3 check 4: the typ of another kind of token', { typ: 'JWT' }),
  header('wrong_type', '§4.3 check 4: the typ of an access token', { typ: 'at+jwt' }),
  header('wrong_type', '§4.3 check 4: typ in a list', { typ: ['dpop+jwt'] }),
  header('critical_extension', 'RFC 7515 §4.1.11: an extension that must be understood', {
    crit: ['x'],
    x: 1,
  }),
  header('critical_extension', 'RFC 7515 §4.1.11: an empty list of extensions', { crit: [] }),
  header('critical_extension', 'RFC 7797 §7: a payload that is not encoded', { crit: ['b64'], b64: false }),
  header('algorithm_not_accepted', '§4.3 check 5: no alg', { alg: undefined }),
  broken('algorithm_not_accepted', '§4.3 check 5: alg none, without a signature', (context) =>
    withPart(makeProof(context, { header: { alg: 'none' } }), 2, () => ''),
  ),
  header('algorithm_not_accepted', '§4.3 check 5: alg None, with a signature', { alg: 'None' }),
  broken('algorithm_not_accepted', '§4.3 check 5: HS256 with the public key as the secret', (context) => {
    const [head, body] = partsOf(makeProof(context, { header: { alg: 'HS256' } }));
    const mac = createHmac('sha256', JSON.stringify(context.key.jwk)).update(`${head}.${body}`);
    return `${head}.${body}.${mac.digest('base64url')}`;
  }),
  header('algorithm_not_accepted', '§4.3 check 5: alg in small letters', { alg: 'es256' }),
  header('algorithm_not_accepted', '§4.3 check 5: an algorithm for encryption', { alg: 'ECDH-ES' }),
  header('algorithm_not_accepted', '§4.3 check 5: an algorithm that nobody registered', { alg: 'ES257' }),
  header('algorithm_not_accepted', '§4.3 check 5: alg in a list', { alg: ['ES256'] }),
  header('algorithm_not_accepted', '§4.3 check 5: the name of an inherited member', { alg: 'constructor' }),
  header('key_mismatch', '§4.3 check 6: ES384 with a P-256 key', { alg: 'ES384' }),
  header('key_mismatch', '§4.3 check 6: RS256 with an EC key', { alg: 'RS256' }),
  wrong('key_mismatch', '§4.3 check 6: ES256 with a P-384 key', { key: p384Key }),
  wrong('key_mismatch', '§4.3 check 6: ES256 with an RSA key', { key: rsaKey }),
];

export const keyCases: readonly ProofCase[] = [
  header('malformed_key', '§4.2: no jwk', { jwk: undefined }),
  header('malformed_key', '§4.2: a key by name only', { jwk: undefined, kid: 'key-1' }),
  header('malformed_key', '§4.2: a key by address only', {
    jwk: undefined,
    jku: 'https://keys.example.com/jwks',
  }),
  header('malformed_key', '§4.2: jwk null', { jwk: null }),
  wrong('malformed_key', '§4.2: jwk as a text', ({ key }) => ({ header: { jwk: JSON.stringify(key.jwk) } })),
  wrong('malformed_key', '§4.2: jwk in a list', ({ key }) => ({ header: { jwk: [key.jwk] } })),
  wrong('malformed_key', '§4.2: jwk as a set', ({ key }) => ({ header: { jwk: { keys: [key.jwk] } } })),
  wrong('private_key', '§4.3 check 7: the private key of an EC pair', ({ key }) => ({
    header: { jwk: key.privateKey.export({ format: 'jwk' }) },
  })),
  wrong('private_key', '§4.3 check 7: the private key of an RSA pair', {
    key: rsaKey,
    header: { alg: 'RS256', jwk: rsaKey.privateKey.export({ format: 'jwk' }) },
  }),
  jwk('private_key', '§4.3 check 7: a private member that is empty', { d: '' }),
  rsaJwk('private_key', '§4.3 check 7: one prime factor of an RSA key', { p: 'AQAB' }),
  header('private_key', '§4.2: a symmetric key', { jwk: { kty: 'oct', k: encode('s'.repeat(32)) } }),
  jwk('malformed_key', 'RFC 7517 §4.1: no kty', { kty: undefined }),
  jwk('malformed_key', 'RFC 7517 §4.1: a kty that nobody registered', { kty: 'XX' }),
  jwk('malformed_key', 'RFC 7518 §6.2.1.1: a curve that no algorithm here uses', { crv: 'secp256k1' }),
  jwk('malformed_key', 'RFC 7518 §6.2.1.3: no y', { y: undefined }),
  jwk('malformed_key', 'RFC 7518 §6.2.1.2: x too short', { x: encode('x') }),
  jwk('malformed_key', 'RFC 7518 §6.2.1.2: x as a number', { x: 5 }),
  wrong('malformed_key', 'RFC 7518 §6.2.1.2: x with padding', ({ key }) => ({
    header: { jwk: { ...key.jwk, x: `${key.jwk.x ?? ''}=` } },
  })),
  wrong('malformed_key', 'RFC 7518 §6.2.1: a point that is not on the curve', ({ key }) => ({
    header: { jwk: { ...key.jwk, y: key.jwk.x } },
  })),
  rsaJwk('malformed_key', 'RFC 7518 §6.3.1.1: no modulus', { n: undefined }),
  rsaJwk('malformed_key', 'RFC 7518 §6.3.1.1: a modulus that begins with a zero', {
    n: encode(Buffer.concat([Buffer.alloc(1), Buffer.from(rsaKey.jwk.n ?? '', 'base64url')])),
  }),
  rsaJwk('malformed_key', 'a modulus of more than 8192 bits', { n: encode(Buffer.alloc(1025, 255)) }),
  rsaJwk('malformed_key', 'an exponent of more than 32 bits', { e: encode(Buffer.alloc(5, 255)) }),
  rsaJwk('weak_key', 'an exponent of 1, with which anybody can sign', { e: 'AQ' }),
  wrong('weak_key', 'RFC 7518 §3.3: an RSA key of 1024 bits', { key: weakRsaKey, header: { alg: 'RS256' } }),
];

export const signatureCases: readonly ProofCase[] = [
  signature('the signature of another key', (proof) => {
    const [head, body] = partsOf(proof);
    return `${head}.${body}.${signText(otherKey.privateKey, `${head}.${body}`)}`;
  }),
  wrong('wrong_signature', '§4.3 check 6: the key of somebody else', { header: { jwk: otherKey.jwk } }),
  signature('no signature', (proof) => withPart(proof, 2, () => '')),
  signature('half a signature', (proof) => withPart(proof, 2, (part) => part.slice(0, 44))),
  signature('a longer signature', (proof) =>
    withPart(proof, 2, (part) => encode(Buffer.concat([Buffer.from(part, 'base64url'), Buffer.alloc(1)]))),
  ),
  signature('a signature of zeros', (proof) => withPart(proof, 2, () => encode(Buffer.alloc(64)))),
  signature('one bit of the signature is wrong', (proof) =>
    withPart(proof, 2, (part) => {
      const bytes = Buffer.from(part, 'base64url');
      return encode(bytes.with(10, (bytes[10] ?? 0) ^ 1));
    }),
  ),
  signature('a signature in DER (RFC 7518 §3.4)', (proof, { key }) => {
    const [head, body] = partsOf(proof);
    return `${head}.${body}.${signText(key.privateKey, `${head}.${body}`, 'der')}`;
  }),
  signature('claims of another proof', (proof, context) =>
    withPart(proof, 1, () => partsOf(makeProof(context))[1]),
  ),
  signature('a header that was changed after signing', (proof) =>
    withPart(proof, 0, (part) => encode(Buffer.from(part, 'base64url').toString().replace('{', '{ '))),
  ),
];
