import type { Client } from 'oidc-provider';

/** In characters; a longer name is cut, because it could push a page's own words out of sight. */
const LONGEST = 80;

/** What a client is called on the pages: the name that it has registered, else its number. */
export function clientName(client: Client): string {
  const { client_name: name, client_id: id } = client.metadata();
  const shown = typeof name === 'string' && name.trim() !== '' ? name.trim() : `Client ${String(id)}`;
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
