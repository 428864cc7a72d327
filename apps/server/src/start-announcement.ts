import type { CommandLineIo } from './cli/command-line-io.ts';
import type { ServerConfiguration } from './config.ts';
import type { LocalAuthority } from './local-authority.ts';
import { localUrl } from './local-url.ts';
import { issueLocalToken } from './local-tokens.ts';
import { hideDatabasePassword } from './users/database-url.ts';
import type { UserStore } from './users/user-store.ts';
import type { User } from './users/user.ts';

export interface StartedParts {
  readonly url: string;
  /** Where operators revoke. */
  readonly adminUrl: string | undefined;
  readonly store: UserStore;
  readonly configuration: ServerConfiguration;
  /** The base URL of the Authlete that is asked. */
  readonly authleteUrl: string;
  readonly local: LocalAuthority | undefined;
}

/** Says what is running; with a local Authlete also how to try it, with a token that works. */
export async function announceStart(parts: StartedParts, io: CommandLineIo): Promise<void> {
  const lines = parts.local === undefined ? [] : await describeTrial(parts, parts.local);
  const seconds = (performance.now() / 1000).toFixed(1);
  io.stdout.write(
    [...describeRunning(parts), '', `Ready in ${seconds} s. Ctrl-C stops it.`, ...lines, ''].join('\n'),
  );
}

function describeRunning(parts: StartedParts): string[] {
  const { url, adminUrl, configuration, authleteUrl, local, store } = parts;
  const authlete =
    local === undefined
      ? [`Authlete         ${authleteUrl}`]
      : [
          `Local Authlete   ${authleteUrl}  FOR DEVELOPMENT ONLY: its credentials are public`,
          `                 service ID and API key ${local.credentials.serviceId}, API secret ${local.credentials.apiSecret},`,
          `                 service access token ${local.credentials.serviceAccessToken}`,
        ];
  const created = store.created ? '  (new)' : '';
  return [
    `Resource server  ${url}`,
    ...(local === undefined
      ? []
      : [`Page             ${localUrl(configuration)}/  to sign in and try everything`]),
    ...(adminUrl === undefined ? [] : [`Admin listener   ${adminUrl}`]),
    ...authlete,
    `Users            ${hideDatabasePassword(configuration.databaseUrl)}${created}`,
  ];
}

async function describeTrial({ url, store }: StartedParts, local: LocalAuthority): Promise<string[]> {
  const user = await findUserToTry(store);
  if (user === undefined) {
    return [
      '',
      'There are no users yet: npx resource-server users add NAME, then npx resource-server token issue --user NAME',
    ];
  }
  const scopes = ['openid', 'profile', 'email'];
  const { accessToken } = await issueLocalToken(
    {
      url: local.url,
      serviceId: local.credentials.serviceId,
      serviceAccessToken: local.credentials.serviceAccessToken,
    },
    { client: '1001', subject: user.subject, scopes },
  );
  const password = store.created ? ', password john' : '';
  return [
    '',
    `Try it with this access token of ${user.username} (subject ${user.subject}${password}; scopes ${scopes.join(' ')}):`,
    '',
    `  curl -i ${url}/api/time -H 'Authorization: Bearer ${accessToken}'`,
    `  curl -i ${url}/api/userinfo -H 'Authorization: Bearer ${accessToken}'`,
    `  curl -i ${url}/api/time`,
    '',
    `Another token: npx resource-server token issue --user ${user.username}`,
  ];
}

/** john where he is, as in the documentation, else whoever comes first. */
async function findUserToTry(store: UserStore): Promise<User | undefined> {
  return (await store.findByUsername('john')) ?? (await store.list({ limit: 1 })).users[0];
}
