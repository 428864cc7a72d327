import { BlockList, isIP } from 'node:net';

/** Says of an address, as `readAddress` returns it, whether it belongs to a trusted proxy. */
export type TrustedProxies = (address: string) => boolean;

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/**
 * The proxies whose headers count.
 *
 * @param list IPv4 and IPv6 addresses, CIDR ranges such as `10.0.0.0/8` and `2001:db8::/32`, or `loopback`
 * @throws TypeError naming the entry that is none of these
 */
export function createTrustedProxies(list: readonly string[]): TrustedProxies {
  if (list.length === 0) return () => false;
  const ranges = new BlockList();
  for (const entry of list) {
    for (const range of entry === 'loopback' ? LOOPBACK : [entry]) addRange(ranges, range);
  }
  return (address) => ranges.check(address, familyOf(address));
}

function addRange(ranges: BlockList, range: string): void {
  const [address = '', prefix, ...more] = range.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const length =
    prefix === undefined ? bits : /^(?:0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (version === 0 || address.includes('%') || more.length > 0 || !(length <= bits)) {
    throw new TypeError(
      `trustedProxies: ${JSON.stringify(range)} is no address, no CIDR range and not 'loopback'`,
    );
  }
  ranges.addSubnet(address, length, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
