import { serialiseInnerList, serialiseItem } from './structured-fields.ts';
import type { InnerList, Parameters } from './structured-fields.ts';

/**
 * The signature base (RFC 9421 section 2.5): what is signed.
 *
 * @param signatureParams The covered components and the parameters of the signature.
 * @param valueOf The value of a component, by its name and parameters; `undefined` when the message does not have it.
 * @throws {SyntaxError} A component is no string, is there twice, has no value, or has one with a line break in it.
 */
export function createSignatureBase(
  signatureParams: InnerList,
  valueOf: (name: string, parameters: Parameters) => string | undefined,
): string {
  const lines = new Map<string, string>();
  for (const component of signatureParams.items) {
    const identifier = serialiseItem(component);
    const { value: name, parameters } = component;
    const value = typeof name === 'string' ? valueOf(name, parameters) : undefined;
    if (value === undefined || /[\r\n]/.test(value) || lines.has(identifier)) {
      throw new SyntaxError(`the component ${identifier} has no usable value, or is there twice`);
    }
    lines.set(identifier, value);
  }
  lines.set('"@signature-params"', serialiseInnerList(signatureParams));
  return [...lines].map(([identifier, value]) => `${identifier}: ${value}`).join('\n');
}
