// The whole server: Fastify, policy, events, limits, logs at their default level.
import { createLogger, openUserStore, readFullConfiguration, startServer } from 'resource-server';
import { reportTo } from '../measured-process.ts';

const configuration = readFullConfiguration({ environment: process.env, cwd: import.meta.dirname, port: 0 });
const store = await openUserStore('sqlite::memory:');
const server = await startServer(configuration, store, createLogger(configuration.logLevel, process.stderr));
reportTo(process, server.url);
