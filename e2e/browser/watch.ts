import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';

/** What is not wrong. */
export interface Expectations {
  /** Statuses from 400 on that answers may have. */
  readonly expectedStatuses: readonly number[];
  /** Whom pages may ask. */
  readonly origins: readonly string[];
}

/** What went wrong in the pages of a browser and is not to be seen on them. */
export interface Findings {
  assertNone(): void;
}

/** Writes down what the console of the browser says of errors, what scripts fail with, and requests to strangers. */
export function watch(context: BrowserContext, { expectedStatuses, origins }: Expectations): Findings {
  const findings: string[] = [];
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const status = /the server responded with a status of (\d+)/.exec(message.text())?.[1];
    const url = withoutQuery(message.location().url);
    // The browser asks for it unasked, now and then.
    if (status === '404' && url.endsWith('/favicon.ico')) return;
    if (status !== undefined && expectedStatuses.includes(Number(status))) return;
    findings.push(`console, at ${url}: ${message.text()}`);
  });
  context.on('weberror', (webError) => findings.push(`script: ${String(webError.error().stack)}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:' || origins.includes(origin)) return;
    findings.push(`request to a stranger: ${withoutQuery(request.url())}`);
  });
  return {
    assertNone: () => assert.deepEqual(findings, [], 'what the page did not show'),
  };
}

/** A query can hold an authorization code. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
