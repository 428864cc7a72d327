// Bare node:http, which asks nobody.
import { createServer } from 'node:http';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { answerTime, NO_STORE } from '../answer-time.ts';

const server = createServer((_request, response) => answerTime(response, NO_STORE));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
