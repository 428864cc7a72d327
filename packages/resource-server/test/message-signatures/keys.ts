import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { MessageSignatureAlgorithm } from '../../src/message-signatures/message-signature-algorithm.ts';

/** A private key for each kind; made once, since RSA keys take long. */
export const PRIVATE_KEYS: Readonly<Record<'p256' | 'p384' | 'ed25519' | 'rsa', KeyObject>> = {
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
};

/** Each algorithm with a key for it, and the `alg` that a JWK has. */
export const ALGORITHMS: readonly (readonly [MessageSignatureAlgorithm, KeyObject, joseName: string])[] = [
  ['ecdsa-p256-sha256', PRIVATE_KEYS.p256, 'ES256'],
  ['ecdsa-p384-sha384', PRIVATE_KEYS.p384, 'ES384'],
  ['ed25519', PRIVATE_KEYS.ed25519, 'EdDSA'],
  ['rsa-pss-sha512', PRIVATE_KEYS.rsa, 'PS512'],
  ['PS256', PRIVATE_KEYS.rsa, 'PS256'],
  ['rsa-v1_5-sha256', PRIVATE_KEYS.rsa, 'RS256'],
];
