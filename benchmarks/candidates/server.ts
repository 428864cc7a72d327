// The whole server, configured by its environment: Fastify, policy, events, limits.
import { createWriteStream } from 'node:fs';
import { createLogger, openUserStore, readFullConfiguration, startServer } from 'resource-server';
import { CLAIMS } from '../authority/answers.ts';
import { reportTo } from '../processes/reporting.ts';

const { sub: subject, ...claims } = CLAIMS;
const configuration = readFullConfiguration({ environment: process.env, cwd: import.meta.dirname, port: 0 });
const store = await openUserStore('sqlite::memory:');
await store.add({ subject, username: claims.preferred_username, claims });
const log = createWriteStream(process.env['LOG_FILE'] ?? '/dev/null');
const server = await startServer(configuration, store, createLogger(configuration.logLevel, log));
reportTo(process, server.url);
