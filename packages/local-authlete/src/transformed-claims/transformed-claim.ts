import { isObject } from '../http/request-parameters.ts';
import { readTransformation } from './transformation-functions.ts';
import type { Transformation } from './transformation-functions.ts';

/** The definition of a transformed claim (OpenID Connect Advanced Syntax for Claims 1.0), read. */
export interface TransformedClaim {
  /** The name of the claim that it is made from. */
  readonly claim: string;
  /** What is done to the value of that claim, in this order. */
  readonly transformations: readonly Transformation[];
}

/**
 * Reads definitions by name: a member `transformed_claims` of a `claims` request, or what a service predefines.
 *
 * @throws {TypeError} One of them is wrong, and the specification wants the request refused; the message says which.
 */
export function readTransformedClaims(definitions: unknown): ReadonlyMap<string, TransformedClaim> {
  if (!isObject(definitions)) {
    throw new TypeError('transformed claims must be defined by an object');
  }
  return new Map(Object.entries(definitions).map(([name, definition]) => [name, read(name, definition)]));
}

function read(name: string, definition: unknown): TransformedClaim {
  const { claim, fn } = isObject(definition) ? definition : {};
  if (name === '' || name.startsWith(':') || typeof claim !== 'string' || !Array.isArray(fn)) {
    throw new TypeError(
      `the transformed claim ${JSON.stringify(name)} needs a name without ":", a claim and an array fn`,
    );
  }
  return { claim, transformations: fn.map(readTransformation) };
}

/**
 * Computes a transformed claim.
 *
 * @param now Milliseconds since the epoch.
 * @returns Nothing when the value of the claim, or a result on the way, is not there.
 */
export function transform(value: unknown, { transformations }: TransformedClaim, now: number): unknown {
  return transformations.reduce(
    (input, transformation) =>
      input === undefined || input === null ? undefined : transformation(input, now),
    value,
  );
}
