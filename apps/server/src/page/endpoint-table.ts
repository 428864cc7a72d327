import type { DocumentedPaths } from '../openapi/openapi-document.ts';
import type { Access } from '../openapi/operation.ts';
import { type Html, html } from './html.ts';

/** Every endpoint that is documented: what it does, what it needs, and how to call it from a terminal. */
export function endpointTable(url: string, paths: DocumentedPaths): Html {
  const rows = [...paths].flatMap(([path, operations]) => {
    const [first] = Object.values(operations);
    return first === undefined ? [] : [{ path, methods: Object.keys(operations), ...first }];
  });
  return html`<ul class="endpoints">
    ${rows.map(
      ({ path, methods, summary, access }) =>
        html`<li>
          <h3><code>${methods.join(', ')} ${path}</code></h3>
          <p>${summary}. <span class="quiet">Needs ${needsOf(access)}.</span></p>
          ${methods.includes('GET') && html`<pre><code>${curlLine(url + path, access)}</code></pre>`}
        </li>`,
    )}
  </ul>`;
}

function needsOf(access: Access | undefined): string {
  if (access === undefined) return 'no token';
  const { scopes = [], acrValues = [], senderConstraint } = access;
  const parts = [
    ...(senderConstraint === 'required' ? ['that is bound to a key, with proof of it'] : []),
    ...(scopes.length > 0 ? [`with the scope ${scopes.join(' and ')}`] : []),
    ...(acrValues.length > 0 ? [`of a fresh sign-in of the class ${acrValues.join(' or ')}`] : []),
  ];
  return parts.length === 0 ? 'any valid token' : `a token ${parts.join(', ')}`;
}

function curlLine(address: string, access: Access | undefined): string {
  if (access === undefined) return `curl -i ${address}`;
  return access.senderConstraint === 'required'
    ? `curl -i ${address} -H "Authorization: DPoP $TOKEN" -H "DPoP: $PROOF"`
    : `curl -i ${address} -H "Authorization: Bearer $TOKEN"`;
}
