import type { PresentedToken } from '../../presented-token.ts';

/** How both introspection and UserInfo are asked about a token. Members that are `undefined` are not sent. */
export interface WirePresentation {
  readonly token: string;
  /** PEM. */
  readonly clientCertificate?: string | undefined;
  /** The DPoP proof. */
  readonly dpop?: string | undefined;
  /** The method of the client's request. */
  readonly htm?: string | undefined;
  /** The address of the client's request, without query and fragment. */
  readonly htu?: string | undefined;
  /** For the client's message signature (RFC 9421): the address with its query, the header fields, whether there is a body. */
  readonly targetUri?: string | undefined;
  readonly headers?: readonly { readonly key: string; readonly value: string }[] | undefined;
  readonly requestBodyContained?: boolean | undefined;
}

type Presented = Pick<PresentedToken, 'token' | 'proof' | 'certificate' | 'message'>;

/** The question about a token together with all that the request proves. */
export function presentAll({ token, proof, certificate, message }: Presented): WirePresentation {
  if (proof === undefined && certificate === undefined && message === undefined) return { token };
  const uri = proof?.uri ?? message?.uri;
  return {
    token,
    clientCertificate: certificate?.pem,
    dpop: proof?.jwt,
    htm: proof?.method ?? message?.method,
    htu: uri?.split(/[?#]/, 1)[0],
    targetUri: message?.uri,
    headers: message?.headers.map(([key, value]) => ({ key, value })),
    requestBodyContained: message?.hasBody,
  };
}

/**
 * The same question without the proof that the token must need, or `undefined` where it need not need one. An OK to it says that
 * the token is not bound: Authlete takes an unbound token whatever proof comes with it.
 */
export function presentUnproved(presented: PresentedToken): WirePresentation | undefined {
  switch (presented.mustProve) {
    case 'dpop':
      return presentAll({ ...presented, proof: undefined });
    case 'any':
      return presentAll({ ...presented, proof: undefined, certificate: undefined });
    case undefined:
      return undefined;
  }
}
