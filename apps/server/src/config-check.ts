import { createAuthleteClient } from 'oauth-resource-server/authlete';
import type { CommandLineIo } from './cli/command-line-io.ts';
import { ConfigurationError, readFullConfiguration, type FullConfiguration } from './config.ts';
import { describeSettings } from './describe-settings.ts';
import { describeStartFailure } from './start-failure.ts';
import { openUserStore } from './users/open-user-store.ts';
import { UserStoreError } from './users/user-store-error.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in a sentence. */
  readonly detail: string;
}

/**
 * Shows what is configured, secrets hidden, and whether Authlete and the database answer.
 *
 * @returns the exit code: 0 when all is well, else 1
 */
export async function checkConfiguration(
  options: { readonly json: boolean },
  io: CommandLineIo,
): Promise<number> {
  const { environment, cwd } = io;
  let configuration: FullConfiguration;
  try {
    configuration = readFullConfiguration({ environment, cwd });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    if (options.json) io.stdout.write(`${JSON.stringify({ ok: false, problems: error.problems })}\n`);
    else io.stderr.write(`${describeStartFailure(error)}\n`);
    return 1;
  }

  const settings = describeSettings(configuration);
  const checks = [await checkDatabase(configuration, cwd), ...(await checkAuthlete(configuration))];
  const ok = checks.every((check) => check.ok);
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ ok, settings, checks })}\n`);
  } else {
    const width = Math.max(
      ...[...Object.keys(settings), ...checks.map(({ name }) => name)].map((name) => name.length),
    );
    const line = (name: string, text: string): string => `${name.padEnd(width)}  ${text}\n`;
    for (const [name, value] of Object.entries(settings)) {
      io.stdout.write(line(name, String(value ?? '(not set)')));
    }
    io.stdout.write('\n');
    for (const { name, ok, detail } of checks) {
      io.stdout.write(line(name, `${ok ? 'ok' : 'FAILED'}: ${detail}`));
    }
  }
  return ok ? 0 : 1;
}

async function checkDatabase({ databaseUrl }: FullConfiguration, cwd: string): Promise<Check> {
  const name = 'database';
  try {
    const store = await openUserStore(databaseUrl, { directory: cwd, create: false });
    const { users } = await store.list({ limit: 1 });
    await store.close();
    return {
      name,
      ok: true,
      detail: users.length === 0 ? 'it opens, and has no users yet' : 'it opens, and has users',
    };
  } catch (error) {
    const missing = error instanceof UserStoreError && error.code === 'database_missing';
    return { name, ok: missing, detail: describeStartFailure(error) };
  }
}

async function checkAuthlete({ authlete, authleteClient }: FullConfiguration): Promise<Check[]> {
  const client = createAuthleteClient(authlete, authleteClient);
  try {
    const reachable = await client.checkReachable();
    if (reachable.state === 'failed') return [{ name: 'Authlete', ok: false, detail: reachable.reason }];
    const checks: Check[] = [];
    for (const endpoint of ['introspection', 'userinfo'] as const) {
      const result = await client.checkCredentials(endpoint);
      const detail = result.state === 'ok' ? 'the service credentials are accepted' : result.reason;
      checks.push({ name: `Authlete ${endpoint}`, ok: result.state === 'ok', detail });
    }
    return checks;
  } finally {
    await client.close();
  }
}
