import type { JsonWebKey } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type CryptoKey,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWSHeaderParameters,
} from 'jose';
import { isForeignObject } from '../foreign-object.ts';
import { checkUrl } from '../metadata/check-url.ts';

/** The public keys of a transmitter: the set itself, or where it is, over `https` (`http` of this machine alone). */
export type TransmitterKeys = { readonly keys: readonly JsonWebKey[] } | { readonly jwksUri: string };

/**
 * Finds the key for a signature by its header; `undefined` where the set has not exactly one. Rejects where the set cannot be had.
 */
export type KeyFinder = (header: JWSHeaderParameters) => Promise<CryptoKey | undefined>;

/**
 * Between two downloads, in milliseconds, also where the first has failed: a stranger can name as many keys as they like, and may not
 * make us ask for each.
 */
const DOWNLOAD_INTERVAL = 10_000;

/** In milliseconds. */
const DOWNLOAD_TIMEOUT = 5000;

/** In bytes. */
const LARGEST_KEY_SET = 262_144;

/** @throws TypeError naming what is wrong */
export function createKeyFinder(keys: TransmitterKeys, now: () => number): KeyFinder {
  const set = 'jwksUri' in keys ? remoteSet(keys.jwksUri, now) : createLocalJWKSet(checkKeySet(keys));
  return async (header) => {
    try {
      return await set(header);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      if (error instanceof errors.JWKSMultipleMatchingKeys) return undefined;
      throw error;
    }
  };
}

function remoteSet(jwksUri: string, now: () => number): ReturnType<typeof createRemoteJWKSet> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return createRemoteJWKSet(checkUrl('options.keys.jwksUri', jwksUri), {
    cooldownDuration: DOWNLOAD_INTERVAL,
    timeoutDuration: DOWNLOAD_TIMEOUT,
    async [customFetch](url, options) {
      const time = now();
      // A clock that was set back must not keep us from asking.
      const isTooSoon = Math.abs(time - askedAt) < DOWNLOAD_INTERVAL;
      if (isTooSoon) throw new Error('the key set was asked for a moment ago');
      askedAt = time;
      return withinLimit(await fetch(url, options));
    },
  });
}

/** Nobody answers without end. */
async function withinLimit(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    length += chunk.length;
    if (length > LARGEST_KEY_SET) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return new Response(new Blob(chunks), { status: response.status });
}

function checkKeySet({ keys }: { readonly keys: readonly JsonWebKey[] }): JSONWebKeySet {
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isPublic)) {
    throw new TypeError('options.keys: a set of public keys is expected, as JWKs, without private members');
  }
  return { keys: keys.map((key) => ({ ...key })) };
}

function isPublic(key: unknown): key is JWK {
  if (!isForeignObject(key)) return false;
  return (key['kty'] === 'RSA' || key['kty'] === 'EC' || key['kty'] === 'OKP') && key['d'] === undefined;
}
