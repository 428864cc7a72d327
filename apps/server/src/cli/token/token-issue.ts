import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { issueLocalToken } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeJson } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { findUser } from '../users/find-user.ts';
import { databaseOption, withUserStore } from '../users/open-users.ts';
import type { DatabaseOptions } from '../users/open-users.ts';
import { wholeNumber } from '../whole-number.ts';
import { readAuthorizationDetails } from './authorization-details.ts';
import { addBindingOptions, readTokenBinding } from './binding-options.ts';
import type { BindingOptions } from './binding-options.ts';
import { explainToken } from './explain-token.ts';
import { readRequestedClaims } from './requested-claims.ts';
import { authleteOption, readLocalAuthleteAccess } from './local-authlete-access.ts';

/** RFC 6749, section 3.3: `scope-token`. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const ONE_YEAR = 31_536_000;

/** The end of the year 9999, in seconds since the epoch. */
const LATEST_TIME = 253_402_300_799;

/** What a user's token is made for when nobody says otherwise. */
const USER_SCOPES = 'openid profile email';

interface TokenIssueOptions extends DatabaseOptions, BindingOptions {
  readonly user?: string;
  readonly subject?: string;
  readonly clientCredentials?: boolean;
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly acr?: string;
  readonly authTime?: number;
  readonly authorizationDetails?: string;
  readonly claims?: string;
  readonly consentedClaims?: string;
  readonly client: string;
  readonly expiresIn?: number;
  readonly authlete?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function addTokenIssue(token: Command, io: CommandLineIo): void {
  const command = token
    .command('issue')
    .summary('issue an access token')
    .description(
      'Issues an access token, as if the user had signed in at local Authlete. Prints the token alone on standard output, ' +
        'and how to use it on standard error.',
    )
    .addOption(
      new Option('--user <username>', 'for whom, by the username in the users database').conflicts('subject'),
    )
    .option('--subject <subject>', 'for whom, by subject; the user need not exist')
    .addOption(
      new Option(
        '--client-credentials',
        'for the client itself, without a user, as the grant type of this name gives it',
      ).conflicts(['user', 'subject', 'acr', 'authTime', 'claims', 'consentedClaims']),
    )
    .option(
      '--scope <scopes>',
      `scopes, separated by spaces (default: ${USER_SCOPES}; none for a client itself)`,
    )
    .option('--client <id>', 'to which client, by its ID or alias', '1001')
    .option(
      '--expires-in <seconds>',
      'how long it is valid (default: as long as the service says)',
      wholeNumber(1, ONE_YEAR),
    )
    .option('--resource <uri>', 'a resource that it is meant for (RFC 8707); can be repeated', addResource)
    .option('--acr <value>', 'how the user signed in: the authentication context class', parseAcr)
    .option('--auth-time <seconds>', 'when the user signed in, in seconds since 1970, or now', parseAuthTime)
    .option('--authorization-details <json>', 'what it permits in detail (RFC 9396): a JSON array, or @file')
    .option(
      '--claims <json>',
      'what the client asks of UserInfo besides (OpenID Connect, claims parameter): a JSON object, or @file',
    )
    .option('--consented-claims <names>', 'the claims that the user agreed to release, separated by spaces')
    .addOption(authleteOption())
    .addOption(databaseOption())
    .option('-q, --quiet', 'print nothing but the token')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server token issue --user john
  $ resource-server token issue --user john --scope "openid email" --expires-in 60 --json
  $ resource-server token issue --user john --dpop-key client.jwk --resource http://127.0.0.1:8001/api
  $ resource-server token issue --user john --acr urn:example:mfa --auth-time now
  $ resource-server token issue --user john --claims '{"userinfo":{"nickname":null,"::18_or_over":null}}'
  $ resource-server token issue --client-credentials --scope time.read --certificate client.pem
  $ curl -H "Authorization: Bearer $(resource-server token issue --user john --quiet)" http://127.0.0.1:8001/api/userinfo`,
    )
    .action((options: TokenIssueOptions) => issueToken(io, options));
  addBindingOptions(command);
}

async function issueToken(io: CommandLineIo, options: TokenIssueOptions): Promise<void> {
  const { client, expiresIn, resource: resources, acr, authTime, clientCredentials = false } = options;
  const scopes = parseScopes(options.scope ?? (clientCredentials ? '' : USER_SCOPES));
  const access = readLocalAuthleteAccess(io, options.authlete);
  const binding = await readTokenBinding(io, options);
  const authorizationDetails =
    options.authorizationDetails === undefined
      ? undefined
      : await readAuthorizationDetails(io, options.authorizationDetails);
  const claims = options.claims === undefined ? undefined : await readRequestedClaims(io, options.claims);
  const subject = clientCredentials ? undefined : await findSubject(io, options);
  const issued = await issueLocalToken(access, {
    client,
    subject,
    scopes,
    expiresIn,
    ...binding,
    resources,
    acr,
    authTime,
    authorizationDetails,
    claims,
    consentedClaims: options.consentedClaims?.split(' ').filter((name) => name !== ''),
  });
  if (options.json) {
    writeJson(io.stdout, { ...issued, expiresAt: new Date(issued.expiresAt).toISOString() });
    return;
  }
  io.stdout.write(`${issued.accessToken}\n`);
  if (!options.quiet) explainToken(io, issued);
}

function parseScopes(text: string): string[] {
  const scopes = text.split(' ').filter((scope) => scope !== '');
  const wrong = scopes.find((scope) => !SCOPE_TOKEN.test(scope));
  if (wrong === undefined) return scopes;
  throw new UsageError(
    'Write --scope as words separated by spaces, of visible ASCII characters besides " and \\.',
  );
}

/** RFC 8707, section 2: an absolute URI without a fragment. */
function addResource(text: string, previous: readonly string[] = []): readonly string[] {
  if (/^[!-~]+$/.test(text) && !text.includes('#') && URL.canParse(text)) return [...previous, text];
  throw new InvalidArgumentError('An absolute URI without a fragment is expected.');
}

/** A list of such values is separated by spaces (RFC 9470, section 3). */
function parseAcr(text: string): string {
  if (/^[!-~]+$/.test(text)) return text;
  throw new InvalidArgumentError('Visible ASCII characters without spaces are expected.');
}

function parseAuthTime(text: string): number {
  return text === 'now' ? Math.floor(Date.now() / 1000) : wholeNumber(1, LATEST_TIME)(text);
}

async function findSubject(io: CommandLineIo, options: TokenIssueOptions): Promise<string> {
  if (options.subject !== undefined) return options.subject;
  const { user } = options;
  if (user === undefined) {
    throw new UsageError('Say for whom: --user john, --subject 1, or --client-credentials.');
  }
  const found = await withUserStore(io, options, (store) =>
    findUser(store, { username: user, subject: undefined }),
  );
  return found.subject;
}
