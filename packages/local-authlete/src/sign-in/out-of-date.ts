import type { Client, Interaction } from 'oidc-provider';

import { clientName } from '../engine/client-name.ts';
import { INTERACTION_PREFIX } from '../engine/routes.ts';
import { expiredPage } from '../pages/message-pages.ts';
import type { SignInParts } from './sign-in-parts.ts';
import type { PageOutcome } from './step.ts';

/** Says that an interaction is over, and leads to the front door of its client where that is still known. */
export async function outOfDate(path: string, { provider }: SignInParts): Promise<PageOutcome> {
  const uid = path.slice(INTERACTION_PREFIX.length);
  const interaction = await provider.Interaction.find(uid, { ignoreExpiration: true });
  const client = interaction && (await provider.Client.find(String(interaction.params['client_id'])));
  const address = client ? frontDoor(client, interaction) : undefined;
  return {
    status: 400,
    page: expiredPage(client && address !== undefined ? { name: clientName(client), address } : undefined),
  };
}

/** Not the redirect URI itself, which has nothing to say without an answer. */
function frontDoor(client: Client, { params }: Interaction): string | undefined {
  const registered = client.metadata()['client_uri'];
  const url = URL.parse(String(registered ?? params['redirect_uri']));
  // A native client may have a scheme of its own (RFC 8252), which leads nowhere.
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return undefined;
  }
  return registered === undefined ? url.origin : url.href;
}
