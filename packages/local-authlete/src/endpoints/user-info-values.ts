import { isObject } from '../http/request-parameters.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { USER_INFO_ISSUE_CODES as CODES } from '../result-codes.ts';
import { verifiedElements } from '../transformed-claims/add-transformed-claims.ts';
import type { UserInfoValues } from '../transformed-claims/add-transformed-claims.ts';

/** What is wrong with the values, in words, and the code for it. */
export interface UnusableValues {
  readonly code: string;
  readonly problem: string;
}

/** Reads the values of claims from a request to `/auth/userinfo/issue`, where they are JSON in strings. */
export function readUserInfoValues(parameters: RequestParameters): UserInfoValues | UnusableValues {
  const claims = parse(parameters.string('claims') ?? '{}');
  if (!claims) {
    return { code: CODES.claims, problem: 'The value of "claims" is not a JSON object in a string.' };
  }
  const claimsForTx = parse(parameters.string('claimsForTx') ?? '{}');
  if (!claimsForTx) {
    return {
      code: CODES.claimsForTx,
      problem: 'The value of "claimsForTx" is not a JSON object in a string.',
    };
  }
  const elements = parameters.strings('verifiedClaimsForTx') ?? [];
  const verifiedClaimsForTx = elements.map(parse).filter((values) => values !== undefined);
  if (verifiedClaimsForTx.length < elements.length) {
    return {
      code: CODES.verifiedClaimsForTx,
      problem: 'An element of "verifiedClaimsForTx" is not a JSON object in a string.',
    };
  }
  const delivered = verifiedElements(claims).length;
  if (elements.length > 0 && elements.length !== delivered) {
    return {
      code: CODES.verifiedClaimsForTx,
      problem: `The elements of "verifiedClaimsForTx" (${elements.length}) are not as many as those of verified_claims (${delivered}).`,
    };
  }
  return { claims, claimsForTx, verifiedClaimsForTx };
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
