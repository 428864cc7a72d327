import type { BareItem, Parameters } from './structured-fields/structured-field.ts';

/** The parameters of a signature that mean something here (RFC 9421, section 2.3); times in seconds since the epoch. */
export interface SignatureParameters {
  readonly created: number | undefined;
  readonly expires: number | undefined;
  readonly keyId: string | undefined;
  readonly alg: string | undefined;
}

/** @returns `undefined` where one of them is of the wrong type */
export function readSignatureParameters(parameters: Parameters): SignatureParameters | undefined {
  const created = parameters.get('created');
  const expires = parameters.get('expires');
  const keyid = parameters.get('keyid');
  const alg = parameters.get('alg');
  if (!isInteger(created) || !isInteger(expires) || !isText(keyid) || !isText(alg)) return undefined;
  return { created: created?.value, expires: expires?.value, keyId: keyid?.value, alg: alg?.value };
}

function isInteger(item: BareItem | undefined): item is { kind: 'integer'; value: number } | undefined {
  return item === undefined || item.kind === 'integer';
}

function isText(item: BareItem | undefined): item is { kind: 'string'; value: string } | undefined {
  return item === undefined || item.kind === 'string';
}
