import { createHash } from 'node:crypto';
import type { DpopProofFault } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import { type Members, pathOf, type ProofCase, seconds, wrong } from './proof-case.ts';
import { claimsFor } from './proof-maker.ts';

function claims(fault: DpopProofFault, name: string, members: Members): ProofCase {
  return wrong(fault, name, { claims: members });
}

function htu(name: string, change: (uri: string) => unknown): ProofCase {
  return wrong('wrong_uri', `§4.3 check 9: ${name}`, ({ uri }) => ({ claims: { htu: change(uri) } }));
}

export const claimCases: readonly ProofCase[] = [
  claims('unusable_jti', '§4.2: no jti', { jti: undefined }),
  claims('unusable_jti', '§4.2: an empty jti', { jti: '' }),
  claims('unusable_jti', '§4.2: jti as a number', { jti: 17 }),
  claims('unusable_jti', '§4.2: jti null', { jti: null }),
  claims('unusable_jti', '§11.1: jti of more than 256 characters', { jti: 'j'.repeat(257) }),
  claims('unusable_htm', '§4.2: no htm', { htm: undefined }),
  claims('unusable_htm', '§4.2: htm in a list', { htm: ['GET', 'POST'] }),
  claims('wrong_method', '§4.3 check 8: another method', { htm: 'PATCH' }),
  claims('wrong_method', '§4.3 check 8: an empty method', { htm: '' }),
  wrong('wrong_method', '§4.3 check 8: the method in small letters', ({ method }) => ({
    claims: { htm: method.toLowerCase() },
  })),
  wrong('wrong_method', '§4.3 check 8: a blank behind the method', ({ method }) => ({
    claims: { htm: `${method} ` },
  })),
  claims('unusable_htu', '§4.2: no htu', { htu: undefined }),
  claims('unusable_htu', '§4.2: htu as a number', { htu: 443 }),
  wrong('unusable_htu', '§4.2: htu in a list', ({ uri }) => ({ claims: { htu: [uri] } })),
  htu('an empty htu', () => ''),
  htu('another path', (uri) => `${uri}/other`),
  htu('only the origin', (uri) => new URL(uri).origin),
  htu('only the path', pathOf),
  htu('an address without a scheme', (uri) => uri.slice('https:'.length)),
  htu('another host', (uri) => `https://attacker.example${pathOf(uri)}`),
  htu(
    'a host that only begins alike',
    (uri) => `https://${new URL(uri).host}.attacker.example${pathOf(uri)}`,
  ),
  htu('the host as user information', (uri) => `https://${new URL(uri).host}@attacker.example${pathOf(uri)}`),
  htu('user information before the host', (uri) => uri.replace('https://', 'https://user:password@')),
  htu('another scheme', (uri) => uri.replace('https:', 'http:')),
  htu('a scheme that is not of the web', (uri) => uri.replace('https:', 'ftp:')),
  htu('another port', (uri) => `https://${new URL(uri).host}:8443${pathOf(uri)}`),
  htu('the default port of the other scheme', (uri) => `https://${new URL(uri).host}:80${pathOf(uri)}`),
  htu('a slash at the end', (uri) => `${uri}/`),
  htu('a slash more in front of the path', (uri) => `https://${new URL(uri).host}/${pathOf(uri)}`),
  htu('an encoded slash (RFC 3986 §2.2)', (uri) => {
    const { origin, pathname } = new URL(uri);
    return `${origin}/%2F${pathname.slice(1)}`;
  }),
  htu('the path in capitals', (uri) => new URL(uri).origin + pathOf(uri).toUpperCase()),
  htu('malformed percent-encoding', (uri) => `${uri}%zz`),
  htu('a line break behind', (uri) => `${uri}\n`),
  htu('a blank in front', (uri) => ` ${uri}`),
  claims('unusable_iat', '§4.2: no iat', { iat: undefined }),
  claims('unusable_iat', '§4.2: iat null', { iat: null }),
  wrong('unusable_iat', 'RFC 7519 §4.1.6: iat as a text', (context) => ({
    claims: { iat: `${seconds(context, 0)}` },
  })),
  wrong('unusable_iat', 'RFC 7519 §4.1.6: iat as a date in words', ({ now }) => ({
    claims: { iat: new Date(now).toISOString() },
  })),
  wrong('unusable_iat', 'RFC 7519 §4.1.6: iat beyond all numbers', (context) => ({
    rawClaims: JSON.stringify(claimsFor(context)).replace(/"iat":\d+/, '"iat":1e999'),
  })),
  claims('expired', '§4.3 check 11: iat zero', { iat: 0 }),
  claims('expired', '§4.3 check 11: iat before the epoch', { iat: -1_700_000_000 }),
  wrong('expired', '§4.3 check 11: a proof of an hour ago', (context) => ({
    claims: { iat: seconds(context, -3600) },
  })),
  wrong('issued_in_future', '§4.3 check 11: a proof of the next hour', (context) => ({
    claims: { iat: seconds(context, 3600) },
  })),
  wrong('issued_in_future', '§4.3 check 11: iat in milliseconds', ({ now }) => ({ claims: { iat: now } })),
  claims('unusable_exp', 'RFC 7519 §4.1.4: exp as a text', { exp: 'never' }),
  wrong('expired', 'RFC 7519 §4.1.4: exp an hour ago', (context) => ({
    claims: { exp: seconds(context, -3600) },
  })),
  claims('unusable_nbf', 'RFC 7519 §4.1.5: nbf as a text', { nbf: 'now' }),
  wrong('issued_in_future', 'RFC 7519 §4.1.5: nbf in an hour', (context) => ({
    claims: { nbf: seconds(context, 3600) },
  })),
  claims('ath_missing', '§4.3 check 12: no ath', { ath: undefined }),
  claims('unusable_ath', '§4.3 check 12: ath null', { ath: null }),
  claims('wrong_token', '§4.3 check 12: an empty ath', { ath: '' }),
  wrong('wrong_token', '§4.3 check 12: the hash of another token', (context) => ({
    claims: { ath: claimsFor({ ...context, accessToken: `${context.accessToken}x` })['ath'] },
  })),
  wrong('wrong_token', '§4.3 check 12: the token itself', ({ accessToken }) => ({
    claims: { ath: accessToken },
  })),
  wrong('wrong_token', '§4.3 check 12: the hash in hexadecimal digits', ({ accessToken }) => ({
    claims: { ath: createHash('sha256').update(accessToken).digest('hex') },
  })),
  wrong('wrong_token', '§4.3 check 12: the hash with padding', (context) => ({
    claims: { ath: `${String(claimsFor(context)['ath'])}=` },
  })),
  wrong('wrong_token', '§4.3 check 12: another hash function', ({ accessToken }) => ({
    claims: { ath: createHash('sha512').update(accessToken).digest('base64url') },
  })),
  claims('unusable_nonce', '§4.2: nonce as a number', { nonce: 1 }),
];
