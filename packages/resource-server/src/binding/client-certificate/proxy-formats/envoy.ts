import { certificateFromEscapedPem } from '../certificate-from-pem.ts';
import type { ProxyFormat } from './proxy-format.ts';

type Element = ReadonlyMap<string, string>;

/** One `Key=value` or `Key="value"` with what ends it: `;` before the next pair, `,` before the next element. */
const PAIR = /[ \t]*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;]*))(;|,|$)/y;

/**
 * `X-Forwarded-Client-Cert` of Envoy with `set_current_client_cert_details: { cert: true }` (or `chain: true`): percent-encoded
 * PEM among other details, an element for each TLS connection on the way.
 *
 * Of several elements the last counts. It is the one that the proxy which speaks to us has written about its own
 * peer; the others are hearsay, which with `APPEND_FORWARD` includes whatever the client sent. So the proxy at the edge
 * should use `SANITIZE_SET`, and proxies behind it `FORWARD_ONLY`. An element without the certificate itself is malformed.
 */
export const envoy: ProxyFormat = {
  header: 'X-Forwarded-Client-Cert',
  read: (value) => {
    const element = readLastElement(value);
    const pem = element?.get('cert') ?? element?.get('chain');
    return pem === undefined ? 'malformed' : (certificateFromEscapedPem(pem) ?? 'malformed');
  },
};

/** The last of the elements, all of which must be well-formed; keys in lower case, as they are case-insensitive. */
function readLastElement(value: string): Element | undefined {
  let element = new Map<string, string>();
  let separator = ',';
  PAIR.lastIndex = 0;
  while (separator !== '') {
    const match = PAIR.exec(value);
    if (match === null) return undefined;
    if (separator === ',') element = new Map();
    const [, key = '', quoted, plain = '', end = ''] = match;
    const name = key.toLowerCase();
    // URI and DNS may come several times; a second certificate would leave open which one it is.
    if (element.has(name) && (name === 'cert' || name === 'chain')) return undefined;
    element.set(name, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain.trim());
    separator = end;
  }
  return element;
}
