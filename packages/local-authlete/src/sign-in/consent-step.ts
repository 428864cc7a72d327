import type { Grant } from 'oidc-provider';

import { clientName } from '../engine/client-name.ts';
import { consentPage } from '../pages/consent-page.ts';
import type { Choice, ConsentPage } from '../pages/consent-page.ts';
import { applyConsent } from './apply-consent.ts';
import { wordsOfClaim } from './claim-words.ts';
import { claimsBesideScopes, readConsentRequest, readDecision } from './consent-request.ts';
import type { ConsentDecision, ConsentRequest } from './consent-request.ts';
import { wordsOfDetail } from './detail-words.ts';
import { wordsOfScope } from './scope-words.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { DENIED, formTargetsOf } from './step.ts';
import type { Step, Visit } from './step.ts';

/** What the client may do and know. */
export const consentStep: Step = {
  async show(visit, parts) {
    const request = requestOf(visit, parts);
    const grant = await findGrant(visit, parts);
    const rejectedScopes = grant?.rejected?.openid?.scope?.split(' ') ?? [];
    const rejectedClaims = grant?.rejected?.openid?.claims ?? [];
    const proposal: ConsentDecision = {
      scopes: new Set(request.scopes.filter((scope) => !rejectedScopes.includes(scope))),
      claims: new Set(request.claims.filter((claim) => !rejectedClaims.includes(claim))),
      authorizationDetails: new Set(request.authorizationDetails.keys()),
    };
    return { status: 200, page: await createPage(visit, parts, request, proposal) };
  },

  async submit(form, visit, parts) {
    if (form.get('decision') !== 'allow') {
      return DENIED;
    }
    const request = requestOf(visit, parts);
    const decision = readDecision(form, request);
    if (decision.scopes.size === 0 && decision.authorizationDetails.size === 0 && request.scopes.length > 0) {
      const problem = 'Choose at least one, or deny the request.';
      return { status: 422, page: await createPage(visit, parts, request, decision, problem) };
    }
    const grant = (await findGrant(visit, parts)) ?? newGrant(visit, parts);
    applyConsent(grant, request, decision);
    const authorizationDetails = request.authorizationDetails.filter((_detail, index) =>
      decision.authorizationDetails.has(index),
    );
    return { result: { consent: { grantId: await grant.save(), authorizationDetails } } };
  },
};

function requestOf({ interaction }: Visit, { settings }: SignInParts): ConsentRequest {
  return readConsentRequest(interaction.params, settings.knownScopes);
}

/** The grant of this session and client, if there is one already. */
async function findGrant(
  { interaction: { grantId } }: Visit,
  { provider }: SignInParts,
): Promise<Grant | undefined> {
  return grantId === undefined ? undefined : provider.Grant.find(grantId);
}

function newGrant({ interaction, client }: Visit, { provider }: SignInParts): Grant {
  return new provider.Grant({ accountId: interaction.session?.accountId, clientId: client.clientId });
}

async function createPage(
  visit: Visit,
  { accounts }: SignInParts,
  request: ConsentRequest,
  chosen: ConsentDecision,
  problem?: string,
): Promise<ReturnType<typeof consentPage>> {
  const subject = visit.interaction.session?.accountId ?? '';
  const account = await accounts.findBySubject?.(subject);
  const page: ConsentPage = {
    clientName: clientName(visit.client),
    username: account?.username ?? subject,
    scopes: request.scopes.map((scope) => choiceOfScope(scope, chosen)),
    claims: claimsBesideScopes(request).map((claim) => ({
      value: claim,
      title: wordsOfClaim(claim),
      chosen: chosen.claims.has(claim),
    })),
    details: request.authorizationDetails.map((detail, index) =>
      wordsOfDetail(detail, index, chosen.authorizationDetails.has(index)),
    ),
    resources: request.resources,
    problem,
    formToken: visit.formToken,
    formTargets: formTargetsOf(visit),
  };
  return consentPage(page);
}

function choiceOfScope(scope: string, chosen: ConsentDecision): Choice {
  return {
    value: scope,
    ...wordsOfScope(scope),
    required: scope === 'openid',
    chosen: chosen.scopes.has(scope),
  };
}
