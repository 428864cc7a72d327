import { readForwardedNode } from './forwarded-node.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** What trusted proxies say about the request that the client sent; `undefined` where they say nothing. */
export interface ForwardedFacts {
  /** Where the request came from, as the outermost trusted proxy saw it. */
  readonly clientAddress: string | undefined;
  /** The three as they were written: yet to be checked. */
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly pathPrefix: string | undefined;
}

/** Where the client stands in a chain of nodes. */
export interface ChainEnd {
  readonly clientAddress: string | undefined;
  /** How many trusted proxies have written into the chain, beyond the one that speaks to us. */
  readonly hops: number;
}

/**
 * Walks a chain of nodes from the right. The peer, a trusted proxy, has written the last node; the one before it counts only
 * if the last is a trusted proxy in turn, and so on. What stands to the left of the first stranger was sent by that
 * stranger and proves nothing.
 *
 * @param nodes as they stand in the header; `undefined` for an element that names none
 */
export function findClient(nodes: readonly (string | undefined)[], isTrusted: TrustedProxies): ChainEnd {
  let hops = 0;
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index];
    const address = node === undefined ? undefined : readForwardedNode(node);
    if (address === undefined || !isTrusted(address) || index === 0) return { clientAddress: address, hops };
    hops += 1;
  }
  return { clientAddress: undefined, hops: 0 };
}
