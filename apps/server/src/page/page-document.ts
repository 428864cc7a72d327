import type { DocumentedPaths } from '../openapi/openapi-document.ts';
import type { BrowserFiles } from './browser-files.ts';
import { endpointTable } from './endpoint-table.ts';
import { type Html, html, trustHtml } from './html.ts';
import type { PageFacts } from './page-facts.ts';
import { tryIt } from './try-it.ts';

/** The page. What is running and how it is called stands in it as it is; to try it, its modules need scripts. */
export function renderPage(facts: PageFacts, files: BrowserFiles, paths: DocumentedPaths): string {
  const { url, issuer, database, encryptionKey, resource } = facts;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Resource server – for development</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${files.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${files.stylesheet}" />
        ${scriptElement('importmap', files.importMap)}
        ${configurationElement({ issuer, encryptionKey, resource })}
        <script type="module" src="${files.main}"></script>
      </head>
      <body>
        <header>
          <p><strong>Resource server</strong> <span class="warning">For development only</span></p>
        </header>
        <main>
          <h1>Sign in and see it work</h1>
          <p class="lead">
            An API that opens for OAuth 2.0 access tokens, and the authorization server that issues them, both
            on this machine.
          </p>
          <section aria-labelledby="running-title">
            <h2 id="running-title">What is running</h2>
            <dl class="facts">
              <dt>Resource server</dt>
              <dd>
                <code>${url}</code> – its <a href="/openapi.json">API as OpenAPI 3.1</a>, its
                <a href="/.well-known/oauth-protected-resource">metadata</a> (RFC 9728)
              </dd>
              <dt>Local Authlete</dt>
              <dd>
                <code>${issuer}</code> – where people sign in, and where the server asks what a token is
                worth; its
                <a href="${issuer}/.well-known/openid-configuration">discovery document</a>
              </dd>
              <dt>Users</dt>
              <dd>a ${database} database; in a new one there is john, with the password john</dd>
            </dl>
          </section>
          <noscript>
            <p class="notice">
              To sign in and call the API from this page, it needs scripts, which this browser does not run.
              The lines below work in a terminal; a token comes from
              <code>npx resource-server token issue --user john</code>
            </p>
          </noscript>
          ${tryIt()}
          <section aria-labelledby="endpoints-title">
            <h2 id="endpoints-title">All endpoints</h2>
            ${endpointTable(url, paths)}
          </section>
        </main>
      </body>
    </html> `.toString();
}

/** What the modules need to know, as JSON that no text in it can end the element with. */
function configurationElement(configuration: Pick<PageFacts, 'issuer' | 'encryptionKey' | 'resource'>): Html {
  const json = JSON.stringify(configuration).replaceAll('<', String.raw`\u003c`);
  return scriptElement('application/json', json, ' id="configuration"');
}

/** Without a blank more: the policy of the page knows the import map by its digest. */
function scriptElement(type: string, content: string, attributes = ''): Html {
  return trustHtml(`<script type="${type}"${attributes}>${content}</script>`);
}
