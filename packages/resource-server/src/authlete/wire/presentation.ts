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
}

/** The question about a token together with all that the request proves. */
export function presentAll({ token, proof, certificate }: PresentedToken): WirePresentation {
  if (proof === undefined && certificate === undefined) return { token };
  return {
    token,
    clientCertificate: certificate?.pem,
    dpop: proof?.jwt,
    htm: proof?.method,
    htu: proof?.uri.split(/[?#]/, 1)[0],
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
      return { token: presented.token };
    case undefined:
      return undefined;
  }
}
