/** The keys, messages and signatures of RFC 9421, appendix B, with the line wrapping of RFC 8792 taken out. */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { RequestMessage, ResponseMessage } from '../../src/message-signatures/http-message.ts';
import type { MessageSignatureAlgorithm } from '../../src/message-signatures/message-signature-algorithm.ts';
import { headers } from './messages.ts';

/** B.1.2 */
const RSA_PSS_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----`;

/** B.1.3 */
const ECC_P256_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----`;

/** B.1.4 */
const ED25519_PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`;

/** B.1.4 */
const ED25519_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`;

/** B.1.5 */
export const SHARED_SECRET: Buffer = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
);

export const ED25519_PRIVATE: KeyObject = createPrivateKey(ED25519_PRIVATE_KEY);

/** By their names in appendix B.1; the shared secret is none of them. */
export const PUBLIC_KEYS: ReadonlyMap<
  string | undefined,
  { readonly key: KeyObject; readonly algorithm: MessageSignatureAlgorithm }
> = new Map([
  ['test-key-rsa-pss', { key: createPublicKey(RSA_PSS_PUBLIC_KEY), algorithm: 'rsa-pss-sha512' }],
  ['test-key-ecc-p256', { key: createPublicKey(ECC_P256_PUBLIC_KEY), algorithm: 'ecdsa-p256-sha256' }],
  ['test-key-ed25519', { key: createPublicKey(ED25519_PUBLIC_KEY), algorithm: 'ed25519' }],
]);

/** B.2, test-request */
export const TEST_REQUEST: RequestMessage = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  header: headers({
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  }),
  body: '{"hello": "world"}',
};

/** B.2, test-response */
export const TEST_RESPONSE: ResponseMessage = {
  status: 200,
  header: headers({
    date: 'Tue, 20 Apr 2021 02:07:56 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    'content-length': '23',
  }),
  body: '{"message": "good dog"}',
};

/** B.3, the request that the proxy passes on */
const PROXIED_REQUEST: RequestMessage = {
  method: 'POST',
  targetUri: 'https://service.internal.example/foo?param=Value&Pet=dog',
  header: headers({
    host: 'service.internal.example',
    'client-cert':
      ':MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:',
  }),
};

export interface SignatureVector {
  readonly section: string;
  readonly title: string;
  readonly label: string;
  readonly exchange: { readonly request: RequestMessage } | { readonly response: ResponseMessage };
  readonly signatureInput: string;
  readonly signature: string;
  /** The signature base but for its last line. */
  readonly lines: readonly string[];
}

const REQUEST_DIGEST_LINE = `"content-digest": ${String(TEST_REQUEST.header('content-digest'))}`;

/** The signature of B.2.5 is an HMAC, which is not supported. */
export const SIGNATURE_VECTORS: readonly SignatureVector[] = [
  {
    section: 'B.2.1',
    title: 'a minimal signature with rsa-pss-sha512',
    label: 'sig-b21',
    exchange: { request: TEST_REQUEST },
    signatureInput: '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
    lines: [],
  },
  {
    section: 'B.2.2',
    title: 'selective components with rsa-pss-sha512',
    label: 'sig-b22',
    exchange: { request: TEST_REQUEST },
    signatureInput:
      '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    signature:
      'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==',
    lines: ['"@authority": example.com', REQUEST_DIGEST_LINE, '"@query-param";name="Pet": dog'],
  },
  {
    section: 'B.2.3',
    title: 'full coverage with rsa-pss-sha512',
    label: 'sig-b23',
    exchange: { request: TEST_REQUEST },
    signatureInput:
      '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
    lines: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@query": ?param=Value&Pet=dog',
      '"@authority": example.com',
      '"content-type": application/json',
      REQUEST_DIGEST_LINE,
      '"content-length": 18',
    ],
  },
  {
    section: 'B.2.4',
    title: 'a response with ecdsa-p256-sha256',
    label: 'sig-b24',
    exchange: { response: TEST_RESPONSE },
    signatureInput:
      '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
    lines: [
      '"@status": 200',
      '"content-type": application/json',
      `"content-digest": ${String(TEST_RESPONSE.header('content-digest'))}`,
      '"content-length": 23',
    ],
  },
  {
    section: 'B.2.5',
    title: 'a request with hmac-sha256',
    label: 'sig-b25',
    exchange: { request: TEST_REQUEST },
    signatureInput: '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: 'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=',
    lines: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
    ],
  },
  {
    section: 'B.2.6',
    title: 'a request with ed25519',
    label: 'sig-b26',
    exchange: { request: TEST_REQUEST },
    signatureInput:
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    lines: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
    ],
  },
  {
    section: 'B.3',
    title: 'what a TLS-terminating proxy says, with ecdsa-p256-sha256',
    label: 'ttrp',
    exchange: { request: PROXIED_REQUEST },
    signatureInput:
      '("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==',
    lines: [
      '"@path": /foo',
      '"@query": ?param=Value&Pet=dog',
      '"@method": POST',
      '"@authority": service.internal.example',
      `"client-cert": ${String(PROXIED_REQUEST.header('client-cert'))}`,
    ],
  },
];
