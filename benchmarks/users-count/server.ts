// The whole server on the users database of DATABASE_URL.
import { createLogger, openUserStore, readFullConfiguration, startServer } from 'resource-server';
import { reportTo } from '../processes/reporting.ts';

const configuration = readFullConfiguration({ environment: process.env, cwd: import.meta.dirname, port: 0 });
const store = await openUserStore(configuration.databaseUrl);
const server = await startServer(configuration, store, createLogger('fatal', process.stderr));
reportTo(process, server.url);
