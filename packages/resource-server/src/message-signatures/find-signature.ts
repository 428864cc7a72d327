import { joinLines } from './field-value.ts';
import type { HttpExchange } from './http-message.ts';
import type { MessageSignatureFault } from './message-signature-fault.ts';
import { parseDictionary } from './structured-fields/parse-structured-field.ts';
import { type InnerList, isInnerList, type Member } from './structured-fields/structured-field.ts';

/** One of the signatures of a message. */
export interface FoundSignature {
  readonly label: string;
  /** What it covers, with the parameters of the signature. */
  readonly input: InnerList;
  readonly signature: Buffer;
}

/** Finds the signature that is meant (RFC 9421, section 3.2). */
export function findSignature(
  { request, response }: HttpExchange,
  wanted: { readonly label?: string | undefined; readonly tag?: string | undefined },
): FoundSignature | MessageSignatureFault {
  const message = response ?? request;
  const signatureField = joinLines(message?.header('signature'));
  const inputField = joinLines(message?.header('signature-input'));
  if (signatureField === undefined || inputField === undefined) return 'signature_missing';
  const signatures = parseDictionary(signatureField);
  const inputs = parseDictionary(inputField);
  if (signatures === undefined || inputs === undefined) return 'malformed';
  const candidates = [...inputs].filter(
    ([label, input]) =>
      (wanted.label === undefined || wanted.label === label) &&
      (wanted.tag === undefined || wanted.tag === tagOf(input)),
  );
  const [candidate] = candidates;
  if (candidate === undefined) return 'signature_missing';
  if (candidates.length > 1) return 'ambiguous';
  const [label, input] = candidate;
  const signature = readBytes(signatures.get(label));
  return signature !== undefined && isInnerList(input) ? { label, input, signature } : 'malformed';
}

function tagOf(input: Member): string | undefined {
  const tag = input.parameters.get('tag');
  return tag?.kind === 'string' ? tag.value : undefined;
}

function readBytes(member: Member | undefined): Buffer | undefined {
  if (member === undefined || isInnerList(member)) return undefined;
  return member.value.kind === 'bytes' ? member.value.value : undefined;
}
