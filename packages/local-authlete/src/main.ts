#!/usr/bin/env node
import { parseArgs } from 'node:util';

import { createLocalAuthlete } from './local-authlete.ts';
import type { LocalAuthlete } from './local-authlete.ts';
import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions, LocalAuthleteSettings } from './options.ts';
import { readLocalAuthleteOptions } from './read-local-authlete-options.ts';
import { DEVELOPMENT_ACCOUNT } from './sign-in/development-accounts.ts';

const DEFAULT_STATE = './data/local-authlete.db';

const HELP = `Usage: local-authlete [options]

Runs a local stand-in for Authlete, and an authorization server to sign in at. For development and tests only.

Options (each can come from the environment variable in brackets):
  --host ADDRESS                 loopback address to listen on, 127.0.0.1 by default [LOCAL_AUTHLETE_HOST]
  --port NUMBER                  port, 8000 by default, 0 for any [LOCAL_AUTHLETE_PORT]
  --service-id DIGITS            service ID and API key [LOCAL_AUTHLETE_SERVICE_ID]
  --api-secret TEXT              API secret, for API 2.x [LOCAL_AUTHLETE_API_SECRET]
  --service-access-token TEXT    access token, for API 3.x [LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN]
  --user-info-endpoint URL       UserInfo endpoint of the resource server [LOCAL_AUTHLETE_USER_INFO_ENDPOINT]
  --page-url URL                 page whose scripts sign people in, http://127.0.0.1:8001/ by default [LOCAL_AUTHLETE_PAGE_URL]
  --state FILE                   what survives a restart, ${DEFAULT_STATE} by default, "memory" for nothing
                                 [LOCAL_AUTHLETE_STATE]
  --mtls-port NUMBER             also listen for HTTPS with client certificates [LOCAL_AUTHLETE_MTLS_PORT]
  --mtls-certificate FILE        its certificate, PEM [LOCAL_AUTHLETE_MTLS_CERTIFICATE]
  --mtls-key FILE                its private key, PEM [LOCAL_AUTHLETE_MTLS_KEY]
  --help                         show this
`;

process.exitCode = await main();

/** Returns the exit code: 0 done, 1 failed, 2 wrong usage. */
async function main(): Promise<number> {
  let options: LocalAuthleteOptions;
  let settings: LocalAuthleteSettings;
  try {
    const { values } = parseArgs({
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        'service-id': { type: 'string' },
        'api-secret': { type: 'string' },
        'service-access-token': { type: 'string' },
        'user-info-endpoint': { type: 'string' },
        'page-url': { type: 'string' },
        state: { type: 'string' },
        'mtls-port': { type: 'string' },
        'mtls-certificate': { type: 'string' },
        'mtls-key': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    const { help, ...flags } = values;
    if (help) {
      process.stdout.write(HELP);
      return 0;
    }
    const environment = { ...process.env };
    for (const [flag, value] of Object.entries(flags)) {
      environment[`LOCAL_AUTHLETE_${flag.replaceAll('-', '_').toUpperCase()}`] = value;
    }
    options = { state: DEFAULT_STATE, ...readLocalAuthleteOptions(environment) };
    settings = resolveOptions(options);
  } catch (error) {
    process.stderr.write(`local-authlete: ${messageOf(error)}\nTry local-authlete --help.\n`);
    return 2;
  }

  let localAuthlete: LocalAuthlete;
  try {
    localAuthlete = await createLocalAuthlete(options);
  } catch (error) {
    process.stderr.write(`local-authlete: ${explain(error, settings)}\n`);
    return 1;
  }
  process.stdout.write(introduce(localAuthlete, settings));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
  await localAuthlete.close();
  return 0;
}

function introduce({ url, serviceId }: LocalAuthlete, settings: LocalAuthleteSettings): string {
  return `
  ###########################################################################
  #  LOCAL AUTHLETE: FOR DEVELOPMENT AND TESTS ONLY. ITS SECRETS ARE PUBLIC. #
  ###########################################################################

  Base URL               ${url}
  Service ID, API key    ${serviceId}
  API secret (2.x)       ${settings.apiSecret}
  Access token (3.x)     ${settings.serviceAccessToken}
  Clients                1001 to 1003 for tokens by the API, 2001 to 2006 to sign in with
  UserInfo endpoint      ${settings.userInfoEndpoint}
  OpenID configuration   ${url}/.well-known/openid-configuration
  Sign in as             ${DEVELOPMENT_ACCOUNT.username}, password ${DEVELOPMENT_ACCOUNT.password} (subject ${DEVELOPMENT_ACCOUNT.subject})

  ${settings.state === 'memory' ? 'Everything is in memory' : `What it remembers is in ${settings.state}`}. Stop with Ctrl-C.

`;
}

function explain(error: unknown, { host, port }: LocalAuthleteSettings): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use; stop what uses it, or choose another with --port`;
    case 'EACCES':
      return `port ${port} may not be used by this user; choose one above 1023 with --port`;
    default:
      return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
