import type { Command } from 'commander';
import type { RevocationAnswer } from '../admin/revocation-route.ts';
import { isLoopbackAddress } from '../loopback-address.ts';
import type { CommandContext } from './command-context.ts';
import { CommandError } from './command-error.ts';
import type { CommandLineIo } from './command-line-io.ts';
import { writeJson } from './output.ts';
import { readFirstLine } from './read-first-line.ts';
import { UsageError } from './usage-error.ts';

interface RevokeOptions {
  readonly tokenStdin?: boolean;
  readonly subject?: string;
  readonly client?: string;
  readonly grant?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** How long the server may take, in milliseconds; it waits for Authlete. */
const TIMEOUT = 60_000;

export function addRevokeCommand(program: Command, context: CommandContext): void {
  program
    .command('revoke')
    .summary('revoke tokens at a running server, and at Authlete')
    .description(
      'Revokes an access token, or all of a subject, a client or a grant: the next request with one of them is refused. ' +
        'Asks the admin listener of a running server (ADMIN_PORT), with its ADMIN_TOKEN from the environment.',
    )
    .option('--token-stdin', 'the access token in the first line of standard input')
    .option('--subject <subject>', 'all tokens of this user')
    .option('--client <id>', 'all tokens of this client, by its client ID (not its alias)')
    .option('--grant <id>', 'all tokens of this grant (Grant Management)')
    .option('--url <url>', 'the admin listener (default: ADMIN_HOST, else 127.0.0.1, and ADMIN_PORT)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server revoke --subject 1
  $ echo "$TOKEN" | resource-server revoke --token-stdin`,
    )
    .action(async (options: RevokeOptions) => {
      context.exitCode = await revoke(options, context.io);
    });
}

async function revoke(options: RevokeOptions, io: CommandLineIo): Promise<number> {
  const { tokenStdin = false, subject, client, grant, json = false } = options;
  const named = Object.entries({ subject, client, grant }).filter(([, value]) => value !== undefined);
  if (named.length + Number(tokenStdin) !== 1 || named.some(([, value]) => value === '')) {
    throw new UsageError('Say what to revoke: --token-stdin, --subject, --client or --grant.');
  }
  const url = readUrl(options.url, io.environment);
  const [adminToken] = io.environment['ADMIN_TOKEN']?.split(',') ?? [];
  if (!adminToken?.trim()) {
    throw new UsageError('Set ADMIN_TOKEN to what the server was started with.');
  }
  const target = tokenStdin
    ? { token: await readFirstLine(io.stdin, 'the access token') }
    : Object.fromEntries(named);
  const answer = await send(url, adminToken.trim(), target);
  if (json) writeJson(io.stdout, answer);
  if (answer.authority === 'failed') {
    io.stderr.write(
      `Revoked at this server, but Authlete could not be told: ${answer.reason}.\n` +
        'New tokens are refused too. Repeat the command until Authlete has been told.\n',
    );
    return 1;
  }
  if (!json) io.stdout.write(`Revoked${answer.reason === undefined ? '' : `; ${answer.reason}`}.\n`);
  return 0;
}

/** The token of the operator goes nowhere unencrypted but to this machine. */
function readUrl(option: string | undefined, environment: CommandLineIo['environment']): URL {
  const host = environment['ADMIN_HOST'] || '127.0.0.1';
  const port = environment['ADMIN_PORT'];
  if (option === undefined && !port) {
    throw new UsageError('Say where the admin listener is: --url, or ADMIN_PORT as the server has it.');
  }
  const scheme = isLoopbackAddress(host) ? 'http' : 'https';
  const url = URL.parse(option ?? `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackAddress(url.hostname));
  if (url === null || !isSafe || url.href !== `${url.origin}/`) {
    throw new UsageError(
      'The address of the admin listener must be https://host:port, or http://127.0.0.1:port of this machine.',
    );
  }
  return url;
}

async function send(url: URL, adminToken: string, target: object): Promise<RevocationAnswer> {
  let response: Response;
  try {
    response = await fetch(new URL('/revocations', url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(target),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    throw new CommandError(
      `No admin listener answers at ${url.origin}. Start the server with ADMIN_PORT and ADMIN_TOKEN, or name another with --url.`,
    );
  }
  if (response.status === 200 || response.status === 202) return (await response.json()) as RevocationAnswer;
  throw new CommandError(describeRefusal(response.status));
}

function describeRefusal(status: number): string {
  switch (status) {
    case 400:
      return 'The server does not take this for a token or a name: there may be blanks or line breaks in it.';
    case 401:
    case 429:
      return 'The server does not accept ADMIN_TOKEN. Set it to what the server was started with.';
    case 503:
      return 'The server could not record the revocation; its log says why. Repeat the command.';
    default:
      return `The admin listener answers with HTTP ${status}. Is it one of a resource server?`;
  }
}
