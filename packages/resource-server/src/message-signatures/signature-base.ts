import { readComponentValue } from './component-value.ts';
import { type CoveredComponent, readComponent } from './covered-component.ts';
import type { HttpExchange } from './http-message.ts';
import type { InnerList } from './structured-fields/structured-field.ts';

/** More are refused: each of them can make us parse a field, and a stranger chooses how many there are. */
const MAXIMUM_COMPONENTS = 128;

/**
 * The components that a member of `Signature-Input` covers (RFC 9421, section 4.1).
 *
 * @returns `undefined` where one of them cannot be read or comes twice (RFC 9421, section 2), or there are more than 128
 */
export function readCoveredComponents({ items }: InnerList): readonly CoveredComponent[] | undefined {
  if (items.length > MAXIMUM_COMPONENTS) return undefined;
  const components = new Map<string, CoveredComponent>();
  for (const item of items) {
    const component = readComponent(item);
    if (component === undefined || components.has(component.identity)) return undefined;
    components.set(component.identity, component);
  }
  return [...components.values()];
}

/** The line of a component in the signature base; `undefined` where the message has no value for it. */
export function writeComponentLine(component: CoveredComponent, exchange: HttpExchange): string | undefined {
  const value = readComponentValue(component, exchange);
  return value === undefined ? undefined : `${component.text}: ${value}`;
}

/**
 * What is signed (RFC 9421, section 2.5).
 *
 * @param lines one for each covered component, in the order of `signatureParams`
 * @param signatureParams the member of `Signature-Input`: the component identifiers and the parameters of the signature
 */
export function createSignatureBase(lines: readonly string[], signatureParams: string): string {
  return [...lines, `"@signature-params": ${signatureParams}`].join('\n');
}
