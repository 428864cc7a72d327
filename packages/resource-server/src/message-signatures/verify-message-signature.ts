import { matchesContentDigest } from './content-digest.ts';
import { type CoveredComponent, parseComponent } from './covered-component.ts';
import { joinLines } from './field-value.ts';
import { findSignature, type FoundSignature } from './find-signature.ts';
import type { HttpExchange } from './http-message.ts';
import { findSchemeByAlgorithm } from './message-signature-algorithm.ts';
import { MESSAGE_SIGNATURE_FAULTS, type MessageSignatureFault } from './message-signature-fault.ts';
import type { MessageSignatureKey } from './message-signature-key.ts';
import { createSignatureBase, readCoveredComponents, writeComponentLine } from './signature-base.ts';
import { readSignatureParameters, type SignatureParameters } from './signature-parameters.ts';
import { serializeMember } from './structured-fields/serialize-structured-field.ts';

export interface MessageVerificationOptions {
  /** The key with that `keyid`; `undefined` where there is none that the sender of this message may use. */
  readonly findKey: (keyId: string | undefined) => MessageSignatureKey | undefined;
  /**
   * What must be covered, as RFC 9421, section 2, writes it, such as `"content-digest"`. What is not covered can be changed by
   * anybody on the way.
   */
  readonly requiredComponents: readonly string[];
  /** The `tag` of the signature: what it was made for. Signatures with other tags are left aside. Default: any tag, or none. */
  readonly tag?: string | undefined;
  /** The label of the signature. Default: the only one that there is (with the tag). */
  readonly label?: string | undefined;
  /**
   * How old the signature may be, in seconds, and so for how long somebody who recorded the message can send it again. With `null`,
   * of any age; only then may it come without `created`. Default: 60.
   */
  readonly maximumAge?: number | null | undefined;
  /** By how much the clocks of others may be wrong, in seconds, in either direction. Default: 30. */
  readonly clockTolerance?: number | undefined;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export type MessageSignatureVerdict =
  | {
      readonly valid: true;
      readonly label: string;
      readonly keyId: string | undefined;
      /** In seconds since the epoch. */
      readonly created: number | undefined;
      /** The identifiers of what is covered. Trust nothing else of the message. */
      readonly components: readonly string[];
    }
  | {
      readonly valid: false;
      readonly fault: MessageSignatureFault;
      /** For the operator; holds nothing of the message. */
      readonly reason: string;
    };

/**
 * Verifies a signature of a response, or, where the exchange holds none, of a request (RFC 9421, section 3.2), and, where it
 * covers `content-digest`, that the content is the one described (RFC 9530).
 *
 * Not checked: whether a signature was seen before (`nonce`), the digest of the content of the request that a response answers,
 * and `Repr-Digest`. `alg` never chooses the algorithm: the key has one.
 *
 * @throws TypeError when an option is wrong, and what `findKey` throws; never because of the message
 *
 * @example
 * ```ts
 * const verdict = verifyMessageSignature(
 *   { request, response },
 *   { findKey, tag: FAPI_RESPONSE_TAG, requiredComponents: FAPI_RESPONSE_COMPONENTS },
 * );
 * if (!verdict.valid) throw new Error(verdict.reason);
 * ```
 */
export function verifyMessageSignature(
  exchange: HttpExchange,
  options: MessageVerificationOptions,
): MessageSignatureVerdict {
  const required = options.requiredComponents.map(readRequiredComponent);
  const found = findSignature(exchange, options);
  if (typeof found === 'string') return refuse(found);
  const parameters = readSignatureParameters(found.input.parameters);
  if (parameters === undefined) return refuse('unusable_parameter');
  const components = readCoveredComponents(found.input);
  if (components === undefined) return refuse('unusable_component');
  const fault =
    findCoverageFault(components, required) ??
    findTimeFault(parameters, options) ??
    findSignatureFault(exchange, found, components, parameters, options) ??
    findDigestFault(exchange, components);
  if (fault !== undefined) return refuse(fault);
  const { keyId, created } = parameters;
  return { valid: true, label: found.label, keyId, created, components: components.map(({ text }) => text) };
}

function refuse(fault: MessageSignatureFault): MessageSignatureVerdict {
  return { valid: false, fault, reason: MESSAGE_SIGNATURE_FAULTS[fault] };
}

function readRequiredComponent(text: string): CoveredComponent {
  const component = parseComponent(text);
  if (component !== undefined) return component;
  throw new TypeError('options.requiredComponents: component identifiers are expected');
}

function findCoverageFault(
  components: readonly CoveredComponent[],
  required: readonly CoveredComponent[],
): MessageSignatureFault | undefined {
  const identities = new Set(components.map(({ identity }) => identity));
  return required.every(({ identity }) => identities.has(identity)) ? undefined : 'component_not_covered';
}

/** RFC 9421, section 2.3. */
function findTimeFault(
  { created, expires }: SignatureParameters,
  { maximumAge = 60, clockTolerance = 30, now = Date.now }: MessageVerificationOptions,
): MessageSignatureFault | undefined {
  const seconds = now() / 1000;
  if (created === undefined && maximumAge !== null) return 'unusable_parameter';
  // Written so that a clock without a time accepts nothing.
  if (created !== undefined && !(seconds + clockTolerance >= created)) return 'created_in_future';
  const ends = [expires, maximumAge === null || created === undefined ? undefined : created + maximumAge];
  return ends.every((end) => end === undefined || seconds - clockTolerance <= end) ? undefined : 'expired';
}

function findSignatureFault(
  exchange: HttpExchange,
  { input, signature }: FoundSignature,
  components: readonly CoveredComponent[],
  { keyId, alg }: SignatureParameters,
  { findKey }: MessageVerificationOptions,
): MessageSignatureFault | undefined {
  const key = findKey(keyId);
  const scheme = key && findSchemeByAlgorithm(key.algorithm);
  if (key === undefined || scheme === undefined) return 'unknown_key';
  if (alg !== undefined && alg !== key.algorithm) return 'wrong_algorithm';
  const lines: string[] = [];
  for (const component of components) {
    const line = writeComponentLine(component, exchange);
    if (line === undefined) return 'component_missing';
    lines.push(line);
  }
  const base = Buffer.from(createSignatureBase(lines, serializeMember(input)), 'latin1');
  return scheme.verify(base, key.key, signature) ? undefined : 'wrong_signature';
}

/** A digest that is signed vouches for the content only if somebody compares them (RFC 9421, section 7.2.8). */
function findDigestFault(
  { request, response }: HttpExchange,
  components: readonly CoveredComponent[],
): MessageSignatureFault | undefined {
  const message = response ?? request;
  const digests = components.filter(({ name, isFromRequest }) => name === 'content-digest' && !isFromRequest);
  const field = joinLines(message?.header('content-digest')) ?? '';
  return digests.every(({ part }) => matchesContentDigest(field, message?.body, part))
    ? undefined
    : 'wrong_digest';
}
