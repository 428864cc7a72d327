import { certificateFromBase64 } from './certificate-from-base64.ts';
import type { ClientCertificate } from './client-certificate.ts';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** What a PEM text consists of when it is percent-encoded; it is ASCII throughout (RFC 7468, section 3). */
const ESCAPED = /^(?:[\x20-\x24\x26-\x7e]|%[0-7][0-9A-Fa-f])+$/;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;

/**
 * The first certificate of a PEM text (RFC 7468): in TLS the client's own comes first, and its chain, which may
 * follow, is ignored. Any white space may stand for the line ends. Other text or other kinds of blocks are refused.
 */
export function certificateFromPem(text: string): ClientCertificate | undefined {
  const [before, ...blocks] = text.split(BEGIN);
  if (before?.trim() !== '') return undefined;
  const [leaf, ...chain] = blocks.map(readBlock);
  return leaf === undefined || chain.includes(undefined) ? undefined : certificateFromBase64(leaf);
}

/**
 * The first certificate of a percent-encoded PEM text, as proxies put it into a header. A plus sign is one, never a blank:
 * some proxies leave the characters of base64 as they are.
 */
export function certificateFromEscapedPem(text: string): ClientCertificate | undefined {
  if (!ESCAPED.test(text)) return undefined;
  return certificateFromPem(
    text.replaceAll(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** The base64 of a block that has been split off at its first line. */
function readBlock(text: string): string | undefined {
  const [base64, after, ...more] = text.split(END);
  if (base64 === undefined || after?.trim() !== '' || more.length > 0) return undefined;
  return base64.replaceAll(/\s+/g, '');
}
