import type { KeyObject } from 'node:crypto';
import { writeContentDigest } from './content-digest.ts';
import { type CoveredComponent, parseComponent } from './covered-component.ts';
import { FAPI_RESPONSE_COMPONENTS, FAPI_RESPONSE_TAG } from './fapi-signature-profile.ts';
import type { HttpExchange, RequestMessage, ResponseMessage } from './http-message.ts';
import type { MessageSignatureAlgorithm, SignatureScheme } from './message-signature-algorithm.ts';
import { describeKey, type MessageSignatureKeyOptions } from './message-signature-key.ts';
import { readRequestSignatures } from './request-signatures.ts';
import { ResponseSigningError } from './response-signing-error.ts';
import { createSignatureBase, writeComponentLine } from './signature-base.ts';
import { serializeParameters } from './structured-fields/serialize-structured-field.ts';

export interface ResponseSignerOptions extends MessageSignatureKeyOptions {
  /** What the signature is called in `Signature` and `Signature-Input`. Default: `sig`. */
  readonly label?: string | undefined;
  /**
   * What else is covered, as RFC 9421, section 2, writes it: `"content-type"`, `"dpop";req`. Fields that a message does not have
   * are left out. Default: nothing else.
   */
  readonly additionalComponents?: readonly string[] | undefined;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A response, and the request that it answers. */
export interface AnsweredRequest {
  readonly request: RequestMessage;
  readonly response: ResponseMessage;
}

/** The header fields of a signed response. */
export interface ResponseSignature {
  readonly 'Content-Digest': string;
  readonly 'Signature-Input': string;
  readonly Signature: string;
}

export interface ResponseSigner {
  /** The `keyid` of the signatures. */
  readonly keyId: string;
  readonly algorithm: MessageSignatureAlgorithm;
  /**
   * Signs a response. The three fields take the place of those of the same names; what is sent must otherwise be what was signed,
   * byte for byte. An empty content is covered like any other.
   *
   * Nothing of the request is verified here.
   *
   * @throws ResponseSigningError when the response cannot be signed: answer 500, and nothing unsigned
   */
  sign(exchange: AnsweredRequest): ResponseSignature;
}

/** RFC 8941, section 3.1.2. */
const LABEL = /^[a-z*][a-z0-9_.*-]*$/;

/**
 * Signs responses as FAPI 2.0 Http Signatures asks of resource servers (RFC 9421, RFC 9530). Covered are the status and the
 * digest of the content; of the request, the method, the target, the content digest, and its signatures with all that they cover.
 *
 * @throws TypeError naming the option that is wrong; the error holds nothing of the key
 *
 * @example
 * ```ts
 * const signer = createResponseSigner({ key: privateKey });
 * const fields = signer.sign({
 *   request: { method: 'GET', targetUri: 'https://api.example.com/accounts', header: (name) => request.headers[name] },
 *   response: { status: 200, header: (name) => headers[name], body },
 * });
 * ```
 */
export function createResponseSigner(options: ResponseSignerOptions): ResponseSigner {
  const { label = 'sig', additionalComponents = [], now = Date.now } = options;
  const { key, publicKey, keyId, scheme } = describeKey(options);
  if (key.type !== 'private') throw new TypeError('options.key: a private key is expected');
  if (!scheme.canSign) throw new TypeError('options.algorithm: it is not for new signatures');
  if (!isKeyPair(scheme, key, publicKey)) {
    throw new TypeError('options.key: its halves do not belong together');
  }
  if (!LABEL.test(label)) throw new TypeError('options.label: a key of a structured field is expected');
  if (typeof now !== 'function') throw new TypeError('options.now: a function is expected');
  const required = FAPI_RESPONSE_COMPONENTS.map(readResponseComponent);
  const additional = ['"content-digest";req', ...additionalComponents].map(readResponseComponent);
  const fixedParameters = serializeParameters(
    new Map([
      ['keyid', { kind: 'string', value: keyId }],
      ['tag', { kind: 'string', value: FAPI_RESPONSE_TAG }],
    ]),
  );
  return Object.freeze({
    keyId,
    algorithm: scheme.algorithm,
    sign({ request, response }: AnsweredRequest): ResponseSignature {
      const contentDigest = writeContentDigest(response.body);
      const covered = new CoveredLines({ request, response: withContentDigest(response, contentDigest) });
      for (const component of required) covered.add(component, true);
      for (const component of additional) covered.add(component, isOwnField(component, response));
      for (const component of readRequestSignatures(request)) covered.add(component, false);
      const parameters = `;created=${readSeconds(now)}${fixedParameters}`;
      const signatureParams = `(${covered.identifiers.join(' ')})${parameters}`;
      const signature = signBase(scheme, createSignatureBase(covered.lines, signatureParams), key);
      return {
        'Content-Digest': contentDigest,
        'Signature-Input': `${label}=${signatureParams}`,
        Signature: `${label}=:${signature}:`,
      };
    },
  });
}

/** The components that are covered so far, each of them once. */
class CoveredLines {
  readonly identifiers: string[] = [];
  readonly lines: string[] = [];
  readonly #identities = new Set<string>();
  readonly #exchange: HttpExchange;

  constructor(exchange: HttpExchange) {
    this.#exchange = exchange;
  }

  /** @param isRequired whether it is an error that the exchange has no value for it, or none that can be covered */
  add(component: CoveredComponent, isRequired: boolean): void {
    if (this.#identities.has(component.identity)) return;
    const line = writeComponentLine(component, this.#exchange);
    if (line === undefined) {
      if (!isRequired) return;
      throw new ResponseSigningError('component_unavailable', { component: component.text });
    }
    this.#identities.add(component.identity);
    this.identifiers.push(component.text);
    this.lines.push(line);
  }
}

/** Node reads a JWK whose members contradict each other, and signs with it what nobody can verify. */
function isKeyPair(scheme: SignatureScheme, key: KeyObject, publicKey: KeyObject): boolean {
  const probe = Buffer.from('probe');
  try {
    return scheme.verify(probe, publicKey, scheme.sign(probe, key));
  } catch {
    return false;
  }
}

function readResponseComponent(text: string): CoveredComponent {
  const component = parseComponent(text);
  // RFC 9421, section 2.2: only the status is derived from a response.
  const isPossible =
    component?.name.startsWith('@') !== true || component.isFromRequest !== (component.name === '@status');
  if (component !== undefined && isPossible) return component;
  throw new TypeError('options.additionalComponents: identifiers of components of a response are expected');
}

/** Fields of the request come from the client, who must not be able to make signing fail; our own must be covered if they are there. */
function isOwnField({ name, isFromRequest }: CoveredComponent, response: ResponseMessage): boolean {
  return !isFromRequest && response.header(name) !== undefined;
}

function withContentDigest(response: ResponseMessage, contentDigest: string): ResponseMessage {
  const { status } = response;
  return { status, header: (name) => (name === 'content-digest' ? contentDigest : response.header(name)) };
}

function readSeconds(now: () => number): number {
  const seconds = Math.floor(now() / 1000);
  if (Number.isSafeInteger(seconds)) return seconds;
  throw new ResponseSigningError('clock_unusable');
}

function signBase(scheme: SignatureScheme, base: string, key: KeyObject): string {
  try {
    return scheme.sign(Buffer.from(base, 'latin1'), key).toString('base64');
  } catch (cause) {
    throw new ResponseSigningError('signature_failed', { cause });
  }
}
