import { errors, interactionPolicy } from 'oidc-provider';
import type { EngineContext, Prompt } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import { requestedClasses } from './authentication-classes.ts';
import { requestedClaimNames } from './claims-parameter.ts';

/**
 * When a person has to sign in, and when to be asked for consent: the rules of the engine, and these.
 *
 * - A sign-in is too old by our clock, which the engine does not know.
 * - A class of authentication that is asked for and that the session does not have needs a new sign-in (RFC 9470); one
 *   that there is not at all is an error (`unmet_authentication_requirements`).
 * - The account of the session must still be there.
 * - Every claim that is asked for by name needs consent, not only those that the engine knows.
 */
export function createInteractionPolicy(classes: readonly string[], clock: Clock): readonly Prompt[] {
  const { Check } = interactionPolicy;
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  const consent = policy.get('consent');

  login.checks.remove('max_age');
  login.checks.add(
    new Check('max_age', 'the sign-in is too old', ({ oidc }) => {
      const { params, session, result } = oidc;
      return (
        params['max_age'] !== undefined &&
        !result?.login &&
        clock.now() / 1000 - (session.loginTs ?? 0) > Number(params['max_age'])
      );
    }),
  );
  login.checks.remove('essential_acrs');
  login.checks.remove('essential_acr');
  login.checks.add(
    new Check('acr', 'another class of authentication is needed', ({ oidc }) =>
      needsOtherClass(oidc, classes),
    ),
  );
  login.checks.add(
    new Check(
      'account',
      'the account does not exist any more',
      ({ oidc }) => oidc.session.accountId !== undefined && oidc.account === undefined,
    ),
  );
  consent.checks.remove('op_claims_missing');
  consent.checks.add(
    new Check('op_claims_missing', 'requested claims not granted', ({ oidc }) => {
      const decided = new Set(oidc.grant?.getOIDCClaimsEncountered());
      return requestedClaimNames(oidc.params['claims']).some((name) => !decided.has(name));
    }),
  );
  return policy;
}

function needsOtherClass(
  { params, session, result }: EngineContext['oidc'],
  classes: readonly string[],
): boolean {
  const requested = requestedClasses(params);
  if (requested.length === 0) {
    return false;
  }
  if (!requested.some((requestedClass) => classes.includes(requestedClass))) {
    throw new errors.UnmetAuthenticationRequirements('none of the requested acr values is supported');
  }
  return !result?.login && !requested.includes(session.acr ?? '');
}
