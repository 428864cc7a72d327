import type { FoundToken } from '../find-token.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { Service } from '../service.ts';
import { checkRequestSignature } from './check-request-signature.ts';
import type { SignedRequest } from './signed-request.ts';

/**
 * Refuses a request that is not signed where the service or the client wants it to be.
 *
 * The action follows from FAPI 2.0 Message Signing, which wants 401; what Authlete answers is not known.
 */
export async function requireRequestSignature(
  { token, client }: Extract<FoundToken, { refusal?: undefined }>,
  request: SignedRequest,
  code: string,
  service: Service,
): Promise<Refusal | undefined> {
  if (!service.properties.get().rsRequestSigned && client['rs_request_signed'] !== true) {
    return undefined;
  }
  const problem = await checkRequestSignature(request, token.value, client.client_id, service);
  return problem === undefined
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: token.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
        error: 'invalid_request',
        code,
        description: problem,
      });
}
