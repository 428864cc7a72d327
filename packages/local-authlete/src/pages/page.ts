import { CONTINUE_SCRIPT_PATH, STYLESHEET_PATH } from './assets.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A page of the authorization server. */
export interface Page {
  readonly title: string;
  /** Whether something is wrong with what the person has sent: the title, which is read out first, says so. */
  readonly hasProblem?: boolean;
  /** What stands below the heading, which is the title. */
  readonly content: Html;
  /**
   * Where the forms of the page may lead besides this server, such as the redirect URI of the client: browsers hold
   * `form-action` against redirects as well.
   */
  readonly formTargets?: readonly string[];
  /** Whether the first form of the page is sent at once, where scripts run. */
  readonly continues?: boolean;
}

/** The whole document. It works without scripts. */
export function renderPage({ title, hasProblem, content, continues }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${hasProblem && 'Error: '}${title} – local Authlete</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${STYLESHEET_PATH}" />
        ${continues && html`<script src="${CONTINUE_SCRIPT_PATH}" defer></script>`}
      </head>
      <body>
        <header>
          <p><strong>Local Authlete</strong> <span class="warning">For development only</span></p>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.toString();
}

/** The headers of a page: nothing from elsewhere, nothing in frames, nothing kept. */
export function pageHeaders({ formTargets = [], continues }: Page): Record<string, string> {
  const targets = formTargets.flatMap((target) => sourceOf(target) ?? []);
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      `script-src ${continues ? "'self'" : "'none'"}`,
      `form-action ${["'self'", ...new Set(targets)].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not no-referrer, with which browsers send `Origin: null` along with our own forms.
    'referrer-policy': 'same-origin',
  };
}

/**
 * The source expression of a policy that covers a URL. A native client may have a scheme of its own (RFC 8252), and a
 * policy cannot name an IPv6 address.
 */
function sourceOf(target: string): string | undefined {
  const url = URL.parse(target);
  return url && (url.origin === 'null' || url.hostname.startsWith('[')) ? url.protocol : url?.origin;
}
