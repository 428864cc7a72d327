import { createHash } from 'node:crypto';
import type { PageFacts } from './page-facts.ts';

/**
 * The headers of the page: scripts and styles of this server only, nothing in frames, nothing kept. Tokens that the page
 * holds can go to this server and to local Authlete, and nowhere else.
 *
 * @param importMap the one script that stands in the page itself
 */
export function pageHeaders({ issuer }: PageFacts, importMap: string): Record<string, string> {
  const hash = createHash('sha256').update(importMap).digest('base64');
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${sourceOf(issuer)}`,
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      // No text becomes markup or a script, whatever a script does with it.
      "require-trusted-types-for 'script'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

/** A policy cannot name an IPv6 address, so it names the scheme then. */
function sourceOf(issuer: string): string {
  const { hostname, protocol, origin } = new URL(issuer);
  return hostname.startsWith('[') ? protocol : origin;
}

/** The headers of what the page is made of. The path of such a file names its content, so it can be kept for good. */
export function fileHeaders(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
