import type { CommandLineIo } from './cli/command-line-io.ts';
import { readFullConfiguration, readServerConfiguration, type ServerConfiguration } from './config.ts';
import { type LocalAuthority, startLocalAuthority } from './local-authority.ts';
import { localUrl } from './local-url.ts';
import { createLogger } from './logging.ts';
import { announceStart } from './start-announcement.ts';
import type { PageFacts } from './page/page-facts.ts';
import { describeProtection } from './protection.ts';
import { describeStartFailure } from './start-failure.ts';
import { startServer } from './start-server.ts';
import { ensureDevelopmentUser } from './users/development-user.ts';
import { openUserStore } from './users/open-user-store.ts';

export interface ServeOptions {
  /** Also run a local Authlete, and use it. */
  readonly local: boolean;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** How long a graceful stop may take, in milliseconds. */
const STOP_TIMEOUT = 10_000;

/**
 * Runs the server until it is told to stop (SIGINT, SIGTERM).
 *
 * @returns the exit code: 0 after a stop, 1 when it could not start or not stop in time
 */
export async function serve(options: ServeOptions, io: CommandLineIo): Promise<number> {
  const stop = listenForStop();
  // What has been started, in the order in which it is stopped.
  const running: { close(): Promise<void> }[] = [];
  let exitCode = 0;
  try {
    await start(options, io, running);
    await stop.requested;
    io.stderr.write('Stopping …\n');
  } catch (error) {
    io.stderr.write(`${describeStartFailure(error)}\n`);
    exitCode = 1;
  }
  const stopped = await stopAll(running);
  stop.ignore();
  if (!stopped) io.stderr.write(`Not everything stopped within ${STOP_TIMEOUT / 1000} s.\n`);
  return stopped ? exitCode : 1;
}

async function start(
  options: ServeOptions,
  io: CommandLineIo,
  running: { close(): Promise<void> }[],
): Promise<void> {
  const { environment, cwd } = io;
  const sources = { environment, cwd, local: options.local, host: options.host, port: options.port };
  const complete = options.local ? undefined : readFullConfiguration(sources);
  let configuration: ServerConfiguration = complete ?? readServerConfiguration(sources);

  const store = await openUserStore(configuration.databaseUrl, { directory: cwd });
  running.unshift(store);
  let authlete = complete?.authlete;
  let local: LocalAuthority | undefined;
  if (authlete === undefined) {
    await ensureDevelopmentUser(store);
    local = await startLocalAuthority({ environment, cwd, url: localUrl(configuration), store });
    running.unshift(local);
    authlete = local.configuration;
    configuration = withLocalDefaults(configuration, local.url);
  }
  const logger = createLogger(configuration.logLevel, io.stderr);
  const page = local && describePage(configuration, local);
  const server = await startServer({ ...configuration, authlete }, store, logger, page);
  running.unshift(server);
  if (local === undefined) describeProtection(configuration, logger);
  const { url, adminUrl } = server;
  await announceStart({ url, adminUrl, store, configuration, authleteUrl: authlete.baseUrl, local }, io);
}

/** What a newcomer need not configure: what the resource is called, who issues the tokens, and a key to sign answers with. */
function withLocalDefaults(configuration: ServerConfiguration, issuer: string): ServerConfiguration {
  const { resources, authorizationServers, responseSigningKey } = configuration;
  return {
    ...configuration,
    resources: resources.length === 0 ? [localUrl(configuration)] : resources,
    authorizationServers: authorizationServers.length === 0 ? [issuer] : authorizationServers,
    responseSigningKey: responseSigningKey === 'none' ? 'ephemeral' : responseSigningKey,
  };
}

function describePage(configuration: ServerConfiguration, local: LocalAuthority): PageFacts {
  return {
    url: localUrl(configuration),
    issuer: local.url,
    resource: configuration.audience === 'resource' ? configuration.resources[0] : undefined,
    database: /^sqlite:/i.test(configuration.databaseUrl) ? 'SQLite' : 'PostgreSQL',
    encryptionKey: local.pageEncryptionKey,
  };
}

/** Repetitions of a signal are ignored: a terminal and `npm` both send one for a single Ctrl-C. */
function listenForStop(): { readonly requested: Promise<void>; ignore(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { requested: promise, ignore: () => process.off('SIGINT', stop).off('SIGTERM', stop) };
}

async function stopAll(running: readonly { close(): Promise<void> }[]): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, STOP_TIMEOUT, false);
  const stopInOrder = async (): Promise<boolean> => {
    for (const part of running) await part.close();
    return true;
  };
  const stopped = await Promise.race([stopInOrder(), timeout]);
  clearTimeout(timer);
  return stopped;
}
