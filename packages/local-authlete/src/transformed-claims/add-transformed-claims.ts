import type { ClaimRequests, RequestedClaims } from '../engine/requested-claims.ts';
import { isObject } from '../http/request-parameters.ts';
import { verifiedClaimsRequests } from './requested-transformed-claims.ts';
import type { FindTransformedClaim, VerifiedClaimsRequest } from './requested-transformed-claims.ts';
import { satisfies } from './satisfies.ts';
import { transform } from './transformed-claim.ts';

type Values = Readonly<Record<string, unknown>>;

/** The values that `/auth/userinfo/issue` is given. */
export interface UserInfoValues {
  /** What is to be in the response. */
  readonly claims: Values;
  /** What transformed claims are to be computed from. */
  readonly claimsForTx: Values;
  /** The same for those within `verified_claims`: as many elements as these have in {@link claims}. */
  readonly verifiedClaimsForTx: readonly Values[];
}

/** The elements of the `verified_claims` that are to be in a response: of an array, or the one that is no array. */
export function verifiedElements({ verified_claims: verified }: Values): unknown[] {
  return verified === undefined ? [] : [verified].flat();
}

/**
 * Adds the transformed claims that a client asks for, each where it asks for it.
 *
 * Within `verified_claims` they stand where they are wanted, as they were requested: so the caller says what goes where
 * when it has left some elements out. Where a caller names none, those of the request are taken.
 *
 * One whose `value` or `values` the result does not meet is left out, and so are `verified_claims` that would have no
 * claims; what Authlete does then is not known.
 *
 * @param now Milliseconds since the epoch.
 */
export function addTransformedClaims(
  { claims, claimsForTx, verifiedClaimsForTx }: UserInfoValues,
  requested: RequestedClaims | undefined,
  find: FindTransformedClaim,
  now: number,
): Record<string, unknown> {
  const compute = (requests: ClaimRequests, base: Values): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(requests).flatMap(([name, request]) => {
        const definition = find(name);
        const value = definition && transform(ownMember(base, definition.claim), definition, now);
        return value !== undefined && satisfies(value, request) ? [[name, value]] : [];
      }),
    );

  const { verified_claims: verified, ...others } = claims;
  const requests = verifiedClaimsRequests(requested);
  const elements = verifiedElements(claims);
  const completed = elements.flatMap((element, index) => {
    if (!isObject(element)) {
      return [element];
    }
    const { plain, transformed } = separate(claimsOf(element));
    const request = elements.length === requests.length ? requests[index] : findRequest(element, requests);
    const wanted = Object.keys(transformed).length > 0 ? transformed : request?.claims;
    const base = verifiedClaimsForTx[index];
    if (!base || !wanted) {
      return [Object.keys(transformed).length > 0 ? { ...element, claims: plain } : element];
    }
    const all = { ...plain, ...compute(wanted, base) };
    return Object.keys(all).length > 0 ? [{ ...element, claims: all }] : [];
  });
  return {
    ...others,
    ...compute(requested?.userinfo ?? {}, claimsForTx),
    ...(completed.length > 0 && { verified_claims: Array.isArray(verified) ? completed : completed[0] }),
  };
}

/**
 * Which element of a request an element of the response belongs to, where the caller has left some out: the first whose
 * constraints it meets and that asks for all of its claims. How Authlete finds it is not known.
 */
function findRequest(
  element: unknown,
  requests: readonly VerifiedClaimsRequest[],
): VerifiedClaimsRequest | undefined {
  const verification = isObject(element) && isObject(element['verification']) ? element['verification'] : {};
  return requests.find(
    (request) =>
      Object.entries(request.verification).every(([name, wanted]) =>
        satisfies(ownMember(verification, name), wanted),
      ) && Object.keys(claimsOf(element)).every((name) => Object.hasOwn(request.claims, name)),
  );
}

/** The claims of an element that have their values, and those that are to be computed. */
function separate(claims: Values): { readonly plain: Values; readonly transformed: Values } {
  const { plain = [], transformed = [] } = Object.groupBy(Object.entries(claims), ([name]) =>
    name.startsWith(':') ? 'transformed' : 'plain',
  );
  return { plain: Object.fromEntries(plain), transformed: Object.fromEntries(transformed) };
}

function claimsOf(element: unknown): Values {
  return isObject(element) && isObject(element['claims']) ? element['claims'] : {};
}

function ownMember(values: Values, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
