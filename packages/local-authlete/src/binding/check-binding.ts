import { DPOP_ALGORITHMS } from '../engine/algorithms.ts';
import type { Token } from '../engine/token.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { BindingCodes } from '../result-codes.ts';
import type { Service } from '../service.ts';
import { certificateThumbprint } from './certificate-thumbprint.ts';
import { checkDpopProof } from './dpop-proof.ts';

/** What the caller says about the request that the token came with. */
export interface PresentedBinding {
  readonly clientCertificate: string | undefined;
  readonly dpop: string | undefined;
  readonly htm: string | undefined;
  readonly htu: string | undefined;
  /** Whether the caller or the service wants a nonce in DPoP proofs; if so, every answer carries `dpopNonce`. */
  readonly nonceRequired: boolean;
}

/** Reads the parameters of `/auth/introspection` and `/auth/userinfo` that concern the binding of the token. */
export function readPresentedBinding(
  parameters: RequestParameters,
  { properties }: Service,
  defaultHtu?: string,
): PresentedBinding {
  return {
    clientCertificate: parameters.string('clientCertificate'),
    dpop: parameters.string('dpop'),
    htm: parameters.string('htm'),
    htu: parameters.string('htu') ?? defaultHtu,
    nonceRequired: parameters.boolean('dpopNonceRequired') || properties.get().dpopNonceRequired,
  };
}

/**
 * Checks that a bound token comes with what it is bound to: the certificate (RFC 8705 section 3), the DPoP proof
 * (RFC 9449 section 7.1). An unbound token passes with or without a proof.
 */
export async function checkBinding(
  token: Token,
  presented: PresentedBinding,
  codes: BindingCodes,
  service: Service,
): Promise<Refusal | undefined> {
  const { certificateThumbprint: bound, dpopKeyThumbprint: thumbprint } = token;
  if (bound !== undefined && certificateThumbprint(presented.clientCertificate ?? '') !== bound) {
    return refuse('UNAUTHORIZED', {
      scheme: 'Bearer',
      error: 'invalid_token',
      code: codes.certificate,
      description: 'The client certificate that the access token is bound to is missing or another one.',
    });
  }
  if (thumbprint === undefined) {
    return undefined;
  }
  if (!presented.dpop) {
    return refuseProof(
      'invalid_token',
      codes.proofMissing,
      'The access token is bound to a key, and there is no DPoP proof.',
    );
  }
  const problem = await checkDpopProof(
    presented.dpop,
    { ...presented, thumbprint, accessToken: token.value },
    service,
  );
  return (
    problem &&
    refuseProof(
      problem.condition === 'nonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof',
      codes[problem.condition],
      problem.description,
    )
  );
}

function refuseProof(error: string, code: string, description: string): Refusal {
  const parameters = { algs: DPOP_ALGORITHMS.join(' ') };
  return refuse('UNAUTHORIZED', { scheme: 'DPoP', error, code, description, parameters });
}
