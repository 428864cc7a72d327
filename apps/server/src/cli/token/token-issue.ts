import { Option } from 'commander';
import type { Command } from 'commander';
import { issueLocalToken } from '../../local-tokens.ts';
import type { IssuedToken } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeJson } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { findUser } from '../users/find-user.ts';
import { databaseOption, withUserStore } from '../users/open-users.ts';
import type { DatabaseOptions } from '../users/open-users.ts';
import { wholeNumber } from '../whole-number.ts';
import { authleteOption, readLocalAuthleteAccess } from './local-authlete-access.ts';

/** RFC 6749, section 3.3: `scope-token`. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const ONE_YEAR = 31_536_000;

interface TokenIssueOptions extends DatabaseOptions {
  readonly user?: string;
  readonly subject?: string;
  readonly scope: string;
  readonly client: string;
  readonly expiresIn?: number;
  readonly authlete?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function addTokenIssue(token: Command, io: CommandLineIo): void {
  token
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
    .option('--scope <scopes>', 'scopes, separated by spaces', 'openid profile email')
    .option('--client <id>', 'to which client, by its ID or alias', '1001')
    .option(
      '--expires-in <seconds>',
      'how long it is valid (default: as long as the service says)',
      wholeNumber(1, ONE_YEAR),
    )
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
  $ curl -H "Authorization: Bearer $(resource-server token issue --user john --quiet)" http://127.0.0.1:8001/api/userinfo`,
    )
    .action((options: TokenIssueOptions) => issueToken(io, options));
}

async function issueToken(io: CommandLineIo, options: TokenIssueOptions): Promise<void> {
  const scopes = parseScopes(options.scope);
  const access = readLocalAuthleteAccess(io, options.authlete);
  const subject = await findSubject(io, options);
  const { client, expiresIn, json = false, quiet = false } = options;
  const issued = await issueLocalToken(access, { client, subject, scopes, expiresIn });
  if (json) {
    const { accessToken, tokenType, clientId, expiresAt } = issued;
    const expires = new Date(expiresAt).toISOString();
    writeJson(io.stdout, { accessToken, tokenType, clientId, subject, scopes, expiresAt: expires });
    return;
  }
  io.stdout.write(`${issued.accessToken}\n`);
  if (!quiet) explain(io, issued, scopes);
}

/** Tells how to use the token, apart from it, so that `$(…)` captures the token alone. */
function explain(
  io: CommandLineIo,
  { accessToken, subject, expiresAt }: IssuedToken,
  scopes: readonly string[],
): void {
  const { HOST: host, PORT: port } = io.environment;
  const server = `http://${host || '127.0.0.1'}:${port || '8001'}`;
  io.stderr.write(
    `\nFor subject ${subject}, ${scopes.length === 0 ? 'without scopes' : `scopes ${scopes.join(' ')}`}, ` +
      `until ${new Date(expiresAt).toISOString()}. Try it:\n` +
      `  curl -i ${server}/api/time -H 'Authorization: Bearer ${accessToken}'\n` +
      `  curl -i ${server}/api/userinfo -H 'Authorization: Bearer ${accessToken}'\n`,
  );
}

function parseScopes(text: string): string[] {
  const scopes = text.split(' ').filter((scope) => scope !== '');
  const wrong = scopes.find((scope) => !SCOPE_TOKEN.test(scope));
  if (wrong === undefined) return scopes;
  throw new UsageError(
    'Write --scope as words separated by spaces, of visible ASCII characters besides " and \\.',
  );
}

async function findSubject(io: CommandLineIo, options: TokenIssueOptions): Promise<string> {
  if (options.subject !== undefined) return options.subject;
  const { user } = options;
  if (user === undefined) throw new UsageError('Say for whom: --user john, or --subject 1.');
  const found = await withUserStore(io, options, (store) =>
    findUser(store, { username: user, subject: undefined }),
  );
  return found.subject;
}
