import { API_CODES } from '../result-codes.ts';
import { ApiError } from './api-error.ts';

/**
 * The parameters of one request, from JSON, from a form or from a query.
 *
 * As at Authlete, null is the same as absent, and a list is an array in JSON and separated by spaces in a form.
 * A value of another type than asked for is an {@link ApiError}.
 */
export class RequestParameters {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #textual: boolean;

  private constructor(values: Readonly<Record<string, unknown>>, textual: boolean) {
    this.#values = values;
    this.#textual = textual;
  }

  static fromJson(values: Readonly<Record<string, unknown>>): RequestParameters {
    return new RequestParameters(values, false);
  }

  static fromForm(parameters: URLSearchParams): RequestParameters {
    return new RequestParameters(Object.fromEntries(parameters), true);
  }

  string(name: string): string | undefined {
    const value = this.#get(name);
    return value === undefined || typeof value === 'string' ? value : this.#refuse(name, 'a string');
  }

  strings(name: string): string[] | undefined {
    const value = this.#get(name);
    if (this.#textual && typeof value === 'string') {
      return value.split(' ').filter(Boolean);
    }
    return value === undefined || isStrings(value) ? value : this.#refuse(name, 'an array of strings');
  }

  /** 0 when absent. */
  integer(name: string): number {
    const value = this.#get(name);
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : (value ?? 0);
    return Number.isSafeInteger(number) ? Number(number) : this.#refuse(name, 'an integer');
  }

  /** False when absent. */
  boolean(name: string): boolean {
    const value = this.#get(name);
    if (typeof value === 'boolean' || value === undefined) {
      return value ?? false;
    }
    return this.#textual ? value === 'true' : this.#refuse(name, 'a boolean');
  }

  /** Not available in forms. */
  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#get(name);
    return value === undefined || isObject(value) ? value : this.#refuse(name, 'an object');
  }

  /** Not available in forms. */
  objects(name: string): Readonly<Record<string, unknown>>[] | undefined {
    const value = this.#get(name);
    return value === undefined || (Array.isArray(value) && value.every(isObject))
      ? value
      : this.#refuse(name, 'an array of objects');
  }

  /** Every parameter, as it arrived. */
  all(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  #refuse(name: string, type: string): never {
    throw new ApiError(400, API_CODES.malformedBody, `The parameter ${name} must be ${type}.`);
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an array of strings. */
export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
