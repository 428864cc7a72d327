// An authority that speaks HTTP/2 and HTTP/1.1 over TLS, for measuring the one against the other. It costs more than the stub does.
import { createSecureServer } from 'node:http2';
import { reportTo, urlOf } from '../processes/reporting.ts';
import { introspection } from './answers.ts';

const { TLS_KEY: key = '', TLS_CERTIFICATE: cert = '' } = process.env;
const BODY = JSON.stringify(introspection());
const HEADERS = {
  'Content-Type': 'application/json;charset=UTF-8',
  'Content-Length': Buffer.byteLength(BODY),
};

const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, HEADERS);
    response.end(BODY);
  });
});
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
