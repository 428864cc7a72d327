import { readAddress } from './ip-address.ts';

/** `[2001:db8::1]:4711`, `[2001:db8::1]` or `192.0.2.1:4711`; the port may be obfuscated (RFC 7239, section 6.3). */
const WITH_BRACKETS_OR_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::(?:\d{1,5}|_[A-Za-z0-9._-]+))?$/;

/**
 * The address of a node (RFC 7239, section 6), or of an entry of `X-Forwarded-For`, where IPv6 addresses also come without
 * brackets. `undefined` for `unknown`, for obfuscated identifiers, and for what is no node.
 */
export function readForwardedNode(text: string): string | undefined {
  const match = WITH_BRACKETS_OR_PORT.exec(text);
  return readAddress(match === null ? text : (match[1] ?? match[2]));
}
