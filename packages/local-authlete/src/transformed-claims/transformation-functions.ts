import { createHash } from 'node:crypto';

import { isObject } from '../http/request-parameters.ts';
import { matchWithin } from './match-within.ts';
import { comparePointsInTime, readPointInTime, yearsBetween } from './point-in-time.ts';

/**
 * One step from the value of a claim to the value of a transformed one.
 *
 * @param now Milliseconds since the epoch.
 * @returns Nothing where the function has no result for the value; the transformed claim is unavailable then.
 */
export type Transformation = (input: unknown, now: number) => unknown;

/** Makes a step of a function and its arguments; nothing when the arguments are too many, too few or of a wrong type. */
type TransformationFunction = (args: readonly unknown[]) => Transformation | undefined;

/**
 * The functions of OpenID Connect Advanced Syntax for Claims 1.0.
 *
 * The specification lets `years_ago` and the comparisons work on every element of an array, and its example needs that of
 * `eq`; here all functions of a single value do. It leaves the dialect of `match` open: here it is that of JavaScript.
 */
const FUNCTIONS: ReadonlyMap<string, TransformationFunction> = new Map([
  ['years_ago', prepareYearsAgo],
  ['eq', withArgument(isScalar, equals)],
  ['gt', comparison((order) => order > 0)],
  ['gte', comparison((order) => order >= 0)],
  ['lt', comparison((order) => order < 0)],
  ['lte', comparison((order) => order <= 0)],
  [
    'contains',
    withArgument(
      isString,
      textual((input, part) => input.includes(part)),
    ),
  ],
  [
    'starts_with',
    withArgument(
      isString,
      textual((input, start) => input.startsWith(start)),
    ),
  ],
  [
    'ends_with',
    withArgument(
      isString,
      textual((input, end) => input.endsWith(end)),
    ),
  ],
  ['match', withArgument(isRegularExpression, textual(matchWithin))],
  ['hash', withArgument(isHashAlgorithm, textual(hash))],
  ['any', ofBooleans((values) => values.includes(true))],
  ['all', ofBooleans((values) => !values.includes(false))],
  ['none', ofBooleans((values) => !values.includes(true))],
  ['get', prepareGet],
]);

/** The names of the functions, for `transformed_claims_functions_supported`. */
export const TRANSFORMATION_FUNCTIONS: readonly string[] = [...FUNCTIONS.keys()];

/**
 * Reads one element of `fn`: the name of a function, or an array of the name and its arguments.
 *
 * @throws {TypeError} There is no such function, or it does not take these arguments.
 */
export function readTransformation(element: unknown): Transformation {
  const [name, ...args]: unknown[] = [element].flat();
  const prepare = isString(name) ? FUNCTIONS.get(name) : undefined;
  if (!prepare) {
    throw new TypeError(`there is no transformation function ${JSON.stringify(name)}`);
  }
  const transformation = prepare(args);
  if (!transformation) {
    throw new TypeError(`the transformation function ${String(name)} does not take these arguments`);
  }
  return transformation;
}

function prepareYearsAgo(args: readonly unknown[]): Transformation | undefined {
  const reference = readPointInTime(args[0]);
  if (args.length > 1 || (args.length === 1 && !reference)) {
    return undefined;
  }
  return onEach((input, now) => {
    const from = readPointInTime(input);
    const to = reference ?? readPointInTime(now / 1000);
    // The year 0000 stands for one that is not told (OpenID Connect Core 1.0 section 5.1, birthdate).
    return from && to && !from.day.startsWith('0000') ? yearsBetween(from, to) : undefined;
  });
}

function prepareGet(args: readonly unknown[]): Transformation | undefined {
  const [key] = args;
  return args.length === 1 && isString(key)
    ? (input) => (isObject(input) && Object.hasOwn(input, key) ? input[key] : undefined)
    : undefined;
}

function equals(input: unknown, argument: string | number | boolean): boolean | undefined {
  const order = compare(input, argument);
  if (order !== undefined) {
    return order === 0;
  }
  return typeof input === typeof argument ? input === argument : undefined;
}

function comparison(holds: (order: number) => boolean): TransformationFunction {
  return withArgument(isComparable, (input, argument) => {
    const order = compare(input, argument);
    return order === undefined ? undefined : holds(order);
  });
}

/** Below zero, zero or above, as one number or date is to another; nothing for other values. */
function compare(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    return left - right;
  }
  const [first, second] = [readPointInTime(left), readPointInTime(right)];
  return first && second && comparePointsInTime(first, second);
}

function hash(text: string, algorithm: 'sha-256' | 'sha-512'): string {
  return createHash(algorithm.replace('-', '')).update(text, 'utf8').digest('hex');
}

/** A function with one argument, for which the type of the argument is known before there is a value. */
function withArgument<Argument>(
  isArgument: (value: unknown) => value is Argument,
  transform: (input: unknown, argument: Argument) => unknown,
): TransformationFunction {
  return (args) => {
    const [argument] = args;
    return args.length === 1 && isArgument(argument)
      ? onEach((input) => transform(input, argument))
      : undefined;
  };
}

function textual<Argument>(
  transform: (input: string, argument: Argument) => unknown,
): (input: unknown, argument: Argument) => unknown {
  return (input, argument) => (isString(input) ? transform(input, argument) : undefined);
}

function ofBooleans(evaluate: (values: readonly boolean[]) => boolean): TransformationFunction {
  const transformation: Transformation = (input) =>
    Array.isArray(input) && input.every((value) => typeof value === 'boolean') ? evaluate(input) : undefined;
  return (args) => (args.length === 0 ? transformation : undefined);
}

/** Applies a function to a value, or to every value of an array; one without a result leaves none. */
function onEach(transformation: Transformation): Transformation {
  return (input, now) => {
    if (!Array.isArray(input)) {
      return transformation(input, now);
    }
    const results = input.map((value: unknown) => transformation(value, now));
    return results.includes(undefined) ? undefined : results;
  };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isScalar(value: unknown): value is string | number | boolean {
  return isString(value) || typeof value === 'number' || typeof value === 'boolean';
}

function isComparable(value: unknown): value is string | number {
  return isScalar(value) && readPointInTime(value) !== undefined;
}

function isHashAlgorithm(value: unknown): value is 'sha-256' | 'sha-512' {
  return value === 'sha-256' || value === 'sha-512';
}

function isRegularExpression(value: unknown): value is string {
  try {
    return isString(value) && new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
