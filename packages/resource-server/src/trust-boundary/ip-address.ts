import { isIP } from 'node:net';

/**
 * An IP address in the form in which addresses are compared and shown: IPv4 where IPv6 only wraps it (`::ffff:192.0.2.1`),
 * in lower case, without a zone (`%eth0`); `undefined` for anything that is no address.
 */
export function readAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const version = isIP(text);
  if (version !== 6) return version === 4 ? text : undefined;
  const address = text.replace(/%.*$/, '').toLowerCase();
  const inner = address.startsWith('::ffff:') ? address.slice(7) : '';
  return isIP(inner) === 4 ? inner : address;
}
