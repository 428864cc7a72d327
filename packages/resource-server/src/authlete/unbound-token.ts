import type { PresentedToken } from '../presented-token.ts';
import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';
import { presentAll, presentUnproved, type WirePresentation } from './wire/presentation.ts';

type Ask<Active> = (
  question: WirePresentation,
  presented: PresentedToken,
) => Promise<Active | TokenRefused | AuthorityUnavailable>;

/**
 * Asks about a token, and where it must be bound makes sure of that: Authlete's answer does not tell whether a token is bound to a
 * DPoP key, and an unbound one is accepted with anybody's proof. So the question is asked once more without the proof, at the
 * same time, and only a token that is refused then is bound. Where nothing is proved, both are the same question.
 */
export function inspectBound<
  Active extends { readonly state: 'active'; readonly dpopNonce?: string | undefined },
>(presented: PresentedToken, ask: Ask<Active>): Promise<Active | TokenRefused | AuthorityUnavailable> {
  const question = presentAll(presented);
  const unproved = presentUnproved(presented);
  if (unproved === undefined) return ask(question, presented);
  return inspectTwice(presented, question, unproved, ask);
}

async function inspectTwice<
  Active extends { readonly state: 'active'; readonly dpopNonce?: string | undefined },
>(
  presented: PresentedToken,
  question: WirePresentation,
  unproved: WirePresentation,
  ask: Ask<Active>,
): Promise<Active | TokenRefused | AuthorityUnavailable> {
  const isSame = question.dpop === unproved.dpop && question.clientCertificate === unproved.clientCertificate;
  const asked = ask(question, presented);
  const [answer, withoutProof] = await Promise.all([asked, isSame ? asked : ask(unproved, presented)]);
  if (answer.state !== 'active' || withoutProof.state === 'refused') return answer;
  if (withoutProof.state === 'unavailable') return withoutProof;
  const reason = 'the token is not bound to a key or certificate, and the policy asks for it';
  return { state: 'refused', code: 'invalid_token', reason, dpopNonce: answer.dpopNonce };
}
