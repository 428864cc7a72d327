import type { Command } from 'commander';
import { revokeLocalToken } from '../../local-tokens.ts';
import { CommandError } from '../command-error.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { readFirstLine } from '../read-first-line.ts';
import { UsageError } from '../usage-error.ts';
import { authleteOption, readLocalAuthleteAccess } from './local-authlete-access.ts';

interface TokenRevokeOptions {
  readonly tokenStdin?: boolean;
  readonly authlete?: string;
}

export function addTokenRevoke(token: Command, io: CommandLineIo): void {
  token
    .command('revoke')
    .summary('revoke an access token')
    .description('Revokes an access token of local Authlete. Every request with it gets 401 from then on.')
    .argument('[token]', 'the access token; others on this machine can see it there while the command runs')
    .option('--token-stdin', 'read the token from the first line of standard input instead')
    .addOption(authleteOption())
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server token revoke "$TOKEN"
  $ echo "$TOKEN" | resource-server token revoke --token-stdin`,
    )
    .action((token: string | undefined, options: TokenRevokeOptions) => revokeToken(io, token, options));
}

async function revokeToken(
  io: CommandLineIo,
  argument: string | undefined,
  { tokenStdin = false, authlete }: TokenRevokeOptions,
): Promise<void> {
  if ((argument === undefined) !== tokenStdin || argument === '') {
    throw new UsageError('Give one access token: as an argument, or with --token-stdin.');
  }
  const access = readLocalAuthleteAccess(io, authlete);
  const token = argument ?? (await readFirstLine(io.stdin, 'the access token'));
  if (!(await revokeLocalToken(access, token))) {
    throw new CommandError(
      'Local Authlete does not know the token: it is revoked or expired already, or not its own.',
    );
  }
  io.stdout.write('Revoked.\n');
}
