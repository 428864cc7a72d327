import type { ResourceRequest } from '../resource-request.ts';
import { findClient, type ForwardedFacts } from './forwarded-chain.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** One `forwarded-element` (RFC 7239, section 4): parameter names in lower case, values without quotes. */
export type ForwardedElement = ReadonlyMap<string, string>;

/** A `forwarded-pair`; what follows must end it. */
const PAIR =
  /([A-Za-z0-9!#$%&'*+\-.^_`|~]+)=(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9!#$%&'*+\-.^_`|~]+))(?=[ \t]*(?:[;,]|$))/y;

/**
 * What trusted proxies say in `Forwarded` headers. Of scheme and host the outermost trusted proxy that names them
 * counts. `'malformed'` where the header cannot be read as a whole: a quote that a client has left open must not hide what
 * a proxy has added behind it.
 */
export function readForwarded(
  request: Pick<ResourceRequest, 'header'>,
  isTrusted: TrustedProxies,
): ForwardedFacts | 'malformed' {
  const lines = request.header('forwarded');
  const elements = parseForwarded(typeof lines === 'string' ? lines : (lines?.join(',') ?? ''));
  if (elements === undefined) return 'malformed';
  const { clientAddress, hops } = findClient(
    elements.map((element) => element.get('for')),
    isTrusted,
  );
  const trusted = elements.slice(-1 - hops);
  const find = (parameter: string): string | undefined =>
    trusted.find((element) => element.has(parameter))?.get(parameter);
  return { clientAddress, scheme: find('proto'), host: find('host'), pathPrefix: undefined };
}

/** The elements of a `Forwarded` header, or `undefined` where it does not follow the grammar of RFC 7239, section 4. */
export function parseForwarded(value: string): readonly ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  let position = 0;
  while (position < value.length) {
    const character = value[position];
    if (character === ',') {
      if (element.size > 0) elements.push(element);
      element = new Map();
    }
    if (character === ',' || character === ';' || character === ' ' || character === '\t') {
      position += 1;
      continue;
    }
    PAIR.lastIndex = position;
    const match = PAIR.exec(value);
    if (match === null) return undefined;
    const [pair, name = '', quoted, token = ''] = match;
    const parameter = name.toLowerCase();
    if (element.has(parameter)) return undefined;
    element.set(parameter, quoted?.replaceAll(/\\(.)/g, '$1') ?? token);
    position += pair.length;
  }
  if (element.size > 0) elements.push(element);
  return elements;
}
