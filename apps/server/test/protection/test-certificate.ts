import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key pair with its certificate, made for one test and valid for an hour. */
export interface TestCertificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** What a token is bound to: `x5t#S256` (RFC 8705, section 3.1). */
  readonly thumbprint: string;
}

/** Makes a self-signed certificate of a P-256 key (RFC 5280, section 4.1), good for the server 127.0.0.1 and for any client. */
export function createTestCertificate(commonName: string): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(
    der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))), // commonName
  );
  const time = (hours: number): Buffer => {
    const moment = new Date(Date.now() + hours * 3_600_000).toISOString();
    return der(0x18, Buffer.from(moment.replaceAll(/[-:T]|\.\d+/g, ''))); // GeneralizedTime
  };
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(-1), time(1)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(sequence(oid('551d11'), der(0x04, LOOPBACK_NAMES)))), // subjectAltName
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = sequence(
    toBeSigned,
    ECDSA_WITH_SHA256,
    der(0x03, Buffer.concat([Buffer.of(0), signature])),
  );
  return {
    cert: toPem(certificate),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    thumbprint: createHash('sha256').update(certificate).digest('base64url'),
  };
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const LOOPBACK_NAMES = sequence(der(0x87, Buffer.of(127, 0, 0, 1)));

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const written =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...written), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function integer(content: Buffer): Buffer {
  return der(0x02, content);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
