import type { ForeignObject } from '../../foreign-object.ts';

/** The claims of a proof (RFC 9449, section 4.2): the right types, nothing else about them is known. */
export interface ProofClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** In seconds since the epoch, as `exp` and `nbf`. */
  readonly iat: number;
  /** RFC 9449 asks for neither this nor `nbf`, but where they are, RFC 7519 says what they mean. */
  readonly exp: number | undefined;
  readonly nbf: number | undefined;
  readonly ath: string | undefined;
  readonly nonce: string | undefined;
}

/** Which claim is missing or of no use. */
export type ProofClaimsFault =
  | 'unusable_jti'
  | 'unusable_htm'
  | 'unusable_htu'
  | 'unusable_iat'
  | 'unusable_exp'
  | 'unusable_nbf'
  | 'unusable_ath'
  | 'unusable_nonce';

/** In UTF-16 code units; a UUID has 36. */
const LONGEST_JTI = 256;

/** RFC 9449, section 4.3, check 3: the required claims are there. Claims that a proof may do without must be right, too. */
export function readProofClaims(claims: ForeignObject): ProofClaims | ProofClaimsFault {
  const { jti, htm, htu, iat, exp, nbf, ath, nonce } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) return 'unusable_jti';
  if (typeof htm !== 'string') return 'unusable_htm';
  if (typeof htu !== 'string') return 'unusable_htu';
  if (!isNumericDate(iat)) return 'unusable_iat';
  if (exp !== undefined && !isNumericDate(exp)) return 'unusable_exp';
  if (nbf !== undefined && !isNumericDate(nbf)) return 'unusable_nbf';
  if (ath !== undefined && typeof ath !== 'string') return 'unusable_ath';
  if (nonce !== undefined && typeof nonce !== 'string') return 'unusable_nonce';
  return { jti, htm, htu, iat, exp, nbf, ath, nonce };
}

/** RFC 7519, section 2; JSON can write numbers that JavaScript takes for infinite. */
function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
