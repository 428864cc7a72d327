import type { IssuedToken } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';

/** Tells a person how to use a token, on standard error, so that `$(…)` captures the token alone. */
export function explainToken({ environment, stderr }: CommandLineIo, token: IssuedToken): void {
  const { HOST: host, PORT: port, PUBLIC_URL: publicUrl } = environment;
  const server = publicUrl?.replace(/\/$/, '') || `http://${host || '127.0.0.1'}:${port || '8001'}`;
  const paths = token.subject === undefined ? ['/api/time'] : ['/api/time', '/api/userinfo'];
  const lines = [
    `${describeHolder(token)}, ${describeScopes(token.scopes)}, until ${new Date(token.expiresAt).toISOString()}.`,
    ...describeBinding(token),
    'Try it:',
    ...paths.map((path) => `  curl -i ${server}${path}${credentialsOf(token)}`),
  ];
  stderr.write(`\n${lines.join('\n')}\n`);
}

function describeHolder({ subject, clientId }: IssuedToken): string {
  return subject === undefined ? `For client ${clientId} itself` : `For subject ${subject}`;
}

function describeScopes(scopes: readonly string[]): string {
  return scopes.length === 0 ? 'without scopes' : `scopes ${scopes.join(' ')}`;
}

function describeBinding({ dpopKeyThumbprint, certificateThumbprint }: IssuedToken): string[] {
  return [
    ...(dpopKeyThumbprint === undefined
      ? []
      : [
          `Bound to the DPoP key ${dpopKeyThumbprint}: every request needs a proof of its own, a JWT that the key has`,
          'signed for the method, the address and this token (RFC 9449, section 7), here in $PROOF.',
        ]),
    ...(certificateThumbprint === undefined
      ? []
      : [
          `Bound to the client certificate ${certificateThumbprint}: it is good over TLS with that certificate only`,
          '(RFC 8705, section 3).',
        ]),
  ];
}

function credentialsOf({ accessToken, dpopKeyThumbprint, certificateThumbprint }: IssuedToken): string {
  const scheme = dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP';
  const proof = dpopKeyThumbprint === undefined ? '' : ' -H "DPoP: $PROOF"';
  const certificate = certificateThumbprint === undefined ? '' : ' --cert client.pem --key client-key.pem';
  return `${certificate} -H 'Authorization: ${scheme} ${accessToken}'${proof}`;
}
