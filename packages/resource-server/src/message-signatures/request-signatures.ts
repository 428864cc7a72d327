import { type CoveredComponent, readComponent } from './covered-component.ts';
import { joinLines } from './field-value.ts';
import type { RequestMessage } from './http-message.ts';
import { readCoveredComponents } from './signature-base.ts';
import { parseDictionary } from './structured-fields/parse-structured-field.ts';
import { type BareItem, isInnerList, type Parameters } from './structured-fields/structured-field.ts';

/** Signatures that would make more are left out: a client must not choose how much there is to do. */
const MAXIMUM_LINKED_COMPONENTS = 64;

const TRUE: BareItem = { kind: 'boolean', value: true };

/**
 * What a response covers of the signatures of its request, so that it answers this signed request and no other: each of the
 * signatures with its `Signature-Input`, and what they cover, since a signature alone does not tell what it was over
 * (RFC 9421, section 2.4).
 *
 * Nothing is verified here. What is malformed is no signature, and is left out: a client cannot make signing fail. Also left out
 * are signatures with which there would be more than 64 components.
 */
export function readRequestSignatures(request: RequestMessage): readonly CoveredComponent[] {
  const signatures = parseDictionary(joinLines(request.header('signature')) ?? '');
  const inputs = parseDictionary(joinLines(request.header('signature-input')) ?? '');
  if (signatures === undefined || inputs === undefined) return [];
  const linked: (CoveredComponent | undefined)[] = [];
  for (const [label, input] of inputs) {
    if (!signatures.has(label) || !isInnerList(input) || readCoveredComponents(input) === undefined) continue;
    if (linked.length + input.items.length + 2 > MAXIMUM_LINKED_COMPONENTS) continue;
    for (const { value, parameters } of input.items) linked.push(fromRequest(value, parameters));
    const key: BareItem = { kind: 'string', value: label };
    for (const value of ['signature', 'signature-input']) {
      linked.push(fromRequest({ kind: 'string', value }, new Map([['key', key]])));
    }
  }
  return linked.filter((component) => component !== undefined);
}

function fromRequest(value: BareItem, parameters: Parameters): CoveredComponent | undefined {
  return readComponent({ value, parameters: new Map([['req', TRUE], ...parameters]) });
}
