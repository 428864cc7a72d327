import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { makeProofs } from './dpop-proofs.ts';
import type { LoadCredentials, LoadOrder } from './load-order.ts';

/** The texts of the requests, by their number. All that takes time is done before. */
export function prepareRequests(order: LoadOrder): (index: number) => string {
  const { url, path } = order;
  const start = [
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'User-Agent: benchmark',
    'Accept: application/json',
  ].join('\r\n');
  const present = prepareCredentials(order.credentials, order.amount);
  return (index) => `${start}\r\n${present(index)}\r\n\r\n`;
}

function prepareCredentials(credentials: LoadCredentials, amount: number): (index: number) => string {
  switch (credentials.kind) {
    case 'bearer':
      return always(`Authorization: Bearer ${credentials.token}`);
    case 'certificate':
      return always(`Authorization: Bearer ${credentials.token}\r\n${credentials.header}`);
    case 'unknown':
      return () => `Authorization: Bearer ${randomUUID()}`;
    case 'dpop': {
      const { token, privateJwk, uri } = credentials;
      const privateKey = createPrivateKey({ key: privateJwk, format: 'jwk' });
      const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' });
      const proofs = makeProofs(amount, { privateKey, publicJwk, accessToken: token, method: 'GET', uri });
      return (index) => `Authorization: DPoP ${token}\r\nDPoP: ${proofs[index]}`;
    }
  }
}

function always(lines: string): () => string {
  return () => lines;
}
