import { isForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';

/**
 * Claims with the story of their verification (OpenID Identity Assurance Schema Definition 1.0, section 5.2): a document,
 * as it is stored, and what is delivered of it.
 */
export type VerifiedClaims = {
  /** How the claims were verified (section 5.4). */
  readonly verification: { readonly trust_framework: string; readonly [element: string]: JsonValue };
  /** The verified claims by name, with their language tags (section 5.3). */
  readonly claims: { readonly [name: string]: JsonValue };
};

/**
 * The documents in a stored `verified_claims` member, which holds one or an array of them. What is no document, and
 * could not make a valid answer, is passed over.
 */
export function documentsIn(stored: unknown): readonly VerifiedClaims[] {
  const documents: readonly unknown[] = Array.isArray(stored) ? stored : [stored];
  return documents.filter(isVerifiedClaims);
}

function isVerifiedClaims(value: unknown): value is VerifiedClaims {
  return isForeignObject(value) && isVerification(value['verification']) && isForeignObject(value['claims']);
}

export function isVerification(value: unknown): value is VerifiedClaims['verification'] {
  return isForeignObject(value) && typeof value['trust_framework'] === 'string';
}
