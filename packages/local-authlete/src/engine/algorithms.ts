/** The JWS algorithms with which UserInfo and introspection responses can be signed. */
export const SIGNING_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
  'HS256',
  'HS384',
  'HS512',
] as const;

/** The JWE `alg` values with which responses can be encrypted: all of jose but those for passwords (PBES2). */
export const ENCRYPTION_ALGORITHMS = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'RSA-OAEP-384',
  'RSA-OAEP-512',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A192KW',
  'ECDH-ES+A256KW',
  'A128KW',
  'A192KW',
  'A256KW',
  'A128GCMKW',
  'A192GCMKW',
  'A256GCMKW',
  'dir',
] as const;

/** The JWE `enc` values with which responses can be encrypted. */
export const CONTENT_ENCRYPTION_ALGORITHMS = [
  'A128CBC-HS256',
  'A128GCM',
  'A192CBC-HS384',
  'A192GCM',
  'A256CBC-HS512',
  'A256GCM',
] as const;

/** The algorithms of DPoP proofs (RFC 9449 section 4.2: asymmetric ones only). */
export const DPOP_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
export type EncryptionAlgorithm = (typeof ENCRYPTION_ALGORITHMS)[number];
export type ContentEncryptionAlgorithm = (typeof CONTENT_ENCRYPTION_ALGORITHMS)[number];

/** Finds an algorithm by its name in JOSE (`RSA-OAEP-256`) or in Authlete's API (`RSA_OAEP_256`). */
export function findAlgorithm<Name extends string>(
  algorithms: readonly Name[],
  name: unknown,
): Name | undefined {
  return algorithms.find(
    (algorithm) => algorithm === name || algorithm.replaceAll(/[-+]/g, '_').toUpperCase() === name,
  );
}
