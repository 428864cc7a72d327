import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addTokenIssue } from './token-issue.ts';
import { addTokenRevoke } from './token-revoke.ts';

export function addTokenCommands(program: Command, { io }: CommandContext): void {
  const token = program
    .command('token')
    .summary('issue and revoke access tokens of local Authlete')
    .description('Issues and revokes access tokens for development. They work with a local Authlete only.');
  addTokenIssue(token, io);
  addTokenRevoke(token, io);
}
