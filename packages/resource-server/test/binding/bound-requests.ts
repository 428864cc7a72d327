import { calculateJwkThumbprint } from 'jose';
import {
  type AccessToken,
  createTrustBoundary,
  type ResourceRequest,
  type TrustBoundary,
} from '../../src/index.ts';
import { requestOf } from '../requests.ts';
import {
  base64Of,
  RFC_8705_PEM,
  RFC_8705_THUMBPRINT,
  RFC_9440_HEADER,
} from './client-certificate/certificates.ts';
import {
  createEcKey,
  makeProof,
  type ProofChanges,
  type ProofContext,
  type ProofKey,
} from './dpop/proof-maker.ts';

/** The time of all requests here, in milliseconds since the epoch. */
export const NOW = 1_800_000_000_000;
export const URI = 'https://api.example.com/orders';
export const TOKEN = 'tok3n-that-nobody-may-see';

export const CLIENT_KEY: ProofKey = createEcKey();
const OTHER_KEY = createEcKey();

const jwkThumbprint = await calculateJwkThumbprint(CLIENT_KEY.jwk);
const certificateThumbprint = RFC_8705_THUMBPRINT;

/** What the token of the client can be bound to. */
export type Binding = 'nothing' | 'key' | 'certificate' | 'both';

export const BINDINGS: Readonly<Record<Binding, Partial<AccessToken>>> = {
  nothing: {},
  key: { jwkThumbprint },
  certificate: { certificateThumbprint },
  both: { jwkThumbprint, certificateThumbprint },
};

/** What a request can carry as a DPoP proof; anything else is the value of the header. */
export type Proof = 'right' | 'wrong' | 'missing' | 'two' | 'of another key' | 'replayed' | 'empty';

/** What a trusted proxy can say about the certificate of the client. */
export type Certificate = 'right' | 'other' | 'none' | 'malformed';

const CERTIFICATES: Readonly<Record<Certificate, string | undefined>> = {
  right: `:${base64Of(RFC_8705_PEM)}:`,
  other: RFC_9440_HEADER,
  none: undefined,
  malformed: ':AAAA:',
};

/** Knows its address, and trusts one proxy to tell the certificate of the client. */
export function createBoundary(): TrustBoundary {
  return createTrustBoundary({
    publicUrl: 'https://api.example.com',
    trustedProxies: ['10.0.0.1'],
    clientCertificate: { format: 'rfc9440' },
  });
}

/** A request of the client that holds `CLIENT_KEY`, with a query, through the proxy. */
export function boundRequest(
  scheme: 'Bearer' | 'DPoP',
  proof: Proof | (string & {}) = 'missing',
  certificate: Certificate = 'none',
): ResourceRequest {
  return requestOf({
    authorization: `${scheme} ${TOKEN}`,
    target: '/orders?page=2',
    headers: { dpop: proofLines(proof), 'client-cert': CERTIFICATES[certificate] },
    connection: { remoteAddress: '10.0.0.1' },
  });
}

/** The proof of a client that does everything right, but for what is said. */
export function proofOf(context: Partial<ProofContext> = {}, changes: ProofChanges = {}): string {
  const usual = { method: 'GET', uri: URI, accessToken: TOKEN, key: CLIENT_KEY, now: NOW };
  return makeProof({ ...usual, ...context }, changes);
}

/** For `replayed` the caller lets the verifier see it before. */
export const REPLAYED: string = proofOf();

function proofLines(proof: Proof | (string & {})): string | readonly string[] | undefined {
  switch (proof) {
    case 'right':
      return proofOf();
    case 'wrong':
      return proofOf({ method: 'POST' });
    case 'missing':
      return undefined;
    case 'empty':
      return '';
    case 'two':
      return [proofOf(), proofOf()];
    case 'of another key':
      return proofOf({ key: OTHER_KEY });
    case 'replayed':
      return REPLAYED;
    default:
      return proof;
  }
}
