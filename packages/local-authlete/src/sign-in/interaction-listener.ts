import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Interaction } from 'oidc-provider';

import { INTERACTION_PREFIX } from '../engine/routes.ts';
import { errorPage, unavailablePage } from '../pages/message-pages.ts';
import { pageHeaders, renderPage } from '../pages/page.ts';
import { AccountsUnavailable } from './accounts.ts';
import { consentStep } from './consent-step.ts';
import { createFormToken, isFormToken } from './form-token.ts';
import { outOfDate } from './out-of-date.ts';
import { readForm } from './read-form.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { signInStep } from './sign-in-step.ts';
import type { Outcome, PageOutcome, Step, Visit } from './step.ts';

const STEPS: Readonly<Record<string, Step>> = { login: signInStep, consent: consentStep };

/** Answers what belongs to an interaction: its pages, and the forms that they send. */
export function createInteractionListener(
  parts: SignInParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    let outcome: Outcome;
    try {
      outcome = await respond(request, response, parts);
      if ('result' in outcome) {
        await parts.provider.interactionFinished(request, response, outcome.result, {
          mergeWithLastSubmission: true,
        });
        return;
      }
    } catch (error) {
      if (response.destroyed) {
        return;
      }
      // Also for the slower one of two clicks.
      const isOver = error instanceof Error && error.name === 'SessionNotFound';
      outcome = isOver ? await outOfDate(pathOf(request, parts), parts) : explain(error);
    }
    const { status, page, headers } = outcome;
    response.writeHead(status, { ...pageHeaders(page), ...headers }).end(renderPage(page));
  };
}

/** Only what the person can do something about is told; the rest is for whoever watches the output. */
function explain(error: unknown): PageOutcome {
  if (error instanceof AccountsUnavailable) {
    process.stderr.write(`local-authlete: the accounts do not answer: ${error.message}\n`);
    return { status: 503, page: unavailablePage(), headers: { 'retry-after': '5' } };
  }
  process.stderr.write(`local-authlete: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { status: 500, page: errorPage('Something unexpected happened.', 'server_error') };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  parts: SignInParts,
): Promise<Outcome> {
  if (request.method !== 'GET' && request.method !== 'POST') {
    return {
      status: 405,
      page: errorPage('This page can be read and sent, and nothing else.'),
      headers: { allow: 'GET, POST' },
    };
  }
  const interaction = await parts.provider.interactionDetails(request, response);
  const { uid, prompt, params } = interaction;
  const step = STEPS[prompt.name];
  const client = await parts.provider.Client.find(String(params['client_id']));
  const path = pathOf(request, parts);
  if (path !== `${INTERACTION_PREFIX}${uid}` || !step || !client) {
    return outOfDate(path, parts);
  }
  const visit: Visit = {
    interaction,
    client,
    address: request.socket.remoteAddress ?? '',
    formToken: createFormToken(parts.formSecret, uid, prompt.name),
  };
  if (request.method === 'GET') {
    return step.show(visit, parts);
  }
  const form = await readForm(request);
  return form && isOwnForm(form, request, interaction, parts)
    ? step.submit(form, visit, parts)
    : { status: 403, page: errorPage('This form was not sent by the page that was shown to you.') };
}

function pathOf({ url = '' }: IncomingMessage, { issuer }: SignInParts): string {
  return new URL(url, issuer).pathname;
}

/** Browsers say where a form comes from; what else sends forms need not, but then it knows the token. */
function isOwnForm(
  form: URLSearchParams,
  { headers: { origin, host } }: IncomingMessage,
  { uid, prompt }: Interaction,
  { formSecret }: SignInParts,
): boolean {
  return (
    (origin === undefined || URL.parse(origin)?.host === host) &&
    isFormToken(form.get('form_token'), formSecret, uid, prompt.name)
  );
}
