import { DPOP_ALGORITHMS } from '../engine/algorithms.ts';
import type { AccessToken } from '../engine/access-token.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { BindingCodes } from '../result-codes.ts';
import type { Service } from '../service.ts';
import { certificateThumbprint } from './certificate-thumbprint.ts';
import { checkDpopProof } from './dpop-proof.ts';

/** Whether the caller or the service wants a nonce in DPoP proofs; if so, every answer carries `dpopNonce`. */
export function isNonceRequired(parameters: RequestParameters, { settings }: Service): boolean {
  return settings.dpopNonceRequired || parameters.boolean('dpopNonceRequired');
}

/**
 * Checks that a bound token comes with what it is bound to: the certificate (RFC 8705 section 3), the DPoP proof
 * (RFC 9449 section 7.1). An unbound token passes with or without a proof.
 */
export async function checkBinding(
  token: AccessToken,
  parameters: RequestParameters,
  htu: string | undefined,
  codes: BindingCodes,
  service: Service,
): Promise<Refusal | undefined> {
  if (token.certificateThumbprint !== undefined) {
    const certificate = parameters.string('clientCertificate');
    if (certificateThumbprint(certificate ?? '') !== token.certificateThumbprint) {
      return refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'invalid_token',
        code: codes.certificate,
        description: 'The client certificate that the access token is bound to is missing or another one.',
      });
    }
  }
  if (token.dpopKeyThumbprint === undefined) {
    return undefined;
  }
  const proof = parameters.string('dpop');
  const problem = proof
    ? await checkDpopProof(
        proof,
        {
          accessToken: token.value,
          thumbprint: token.dpopKeyThumbprint,
          htm: parameters.string('htm'),
          htu,
          nonceRequired: isNonceRequired(parameters, service),
        },
        service,
      )
    : ({
        condition: 'proofMissing',
        description: 'The access token is bound to a key, and no DPoP proof was presented.',
      } as const);
  return (
    problem &&
    refuse('UNAUTHORIZED', {
      scheme: 'DPoP',
      error:
        { proofMissing: 'invalid_token', nonce: 'use_dpop_nonce' }[problem.condition as string] ??
        'invalid_dpop_proof',
      code: codes[problem.condition],
      description: problem.description,
      parameters: { algs: DPOP_ALGORITHMS.join(' ') },
    })
  );
}
