import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { wholeNumber } from './whole-number.ts';

interface ServeCommandOptions {
  readonly local?: boolean;
  readonly host?: string;
  readonly port?: number;
}

export function addServeCommand(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .summary('run the server')
    .description(
      'Runs the server until Ctrl-C or SIGTERM. It asks the Authlete that authlete.ini or the AUTHLETE_… variables ' +
        'name; with --local it brings one along, for development, and needs no account and no network.',
    )
    .option('--local', 'also run a local Authlete, and use it')
    .option('--host <address>', 'address to listen on (default: HOST, else 127.0.0.1)')
    .option(
      '--port <number>',
      'port to listen on, 0 for any (default: PORT, else 8001)',
      wholeNumber(0, 65_535),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server serve --local
  $ resource-server serve --host 0.0.0.0 --port 8080`,
    )
    .action(async ({ local = false, host, port }: ServeCommandOptions) => {
      const { serve } = await import('../serve.ts');
      context.exitCode = await serve({ local, host, port }, context.io);
    });
}
