import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';

export function addConfigCommands(program: Command, context: CommandContext): void {
  const config = program
    .command('config')
    .summary('check the configuration')
    .description('Looks at what authlete.ini and the environment say.');

  config
    .command('check')
    .summary('show what is configured and whether it works')
    .description(
      'Shows what is configured, secrets hidden, and whether Authlete and the users database answer. ' +
        'Exits with 1 when something is wrong.',
    )
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { checkConfiguration } = await import('../config-check.ts');
      context.exitCode = await checkConfiguration({ json }, context.io);
    });
}
