import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Interaction } from 'oidc-provider';

import { errorPage, expiredPage, unavailablePage } from '../pages/message-pages.ts';
import { pageHeaders, renderPage } from '../pages/page.ts';
import type { Page } from '../pages/page.ts';
import { consentStep } from './consent-step.ts';
import { createFormToken, isFormToken } from './form-token.ts';
import { readForm } from './read-form.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { signInStep } from './sign-in-step.ts';
import type { Outcome, Step, Visit } from './step.ts';

/** Where the steps of an interaction are; its identifier follows. */
export const INTERACTION_PREFIX = '/interaction/';

const STEPS: Readonly<Record<string, Step>> = { login: signInStep, consent: consentStep };

/** Answers what belongs to an interaction: its pages, and the forms that they send. */
export function createInteractionListener(
  parts: SignInParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const outcome = await respond(request, response, parts);
    if ('page' in outcome) {
      sendPage(response, outcome.status, outcome.page, outcome.headers);
      return;
    }
    try {
      await parts.provider.interactionFinished(request, response, outcome.result, {
        mergeWithLastSubmission: true,
      });
    } catch (error) {
      // Two windows, or two clicks: the other one was faster.
      if (!isSessionNotFound(error)) {
        throw error;
      }
      sendPage(response, 400, expiredPage());
    }
  };
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
  const interaction = await findInteraction(request, response, parts);
  const step = interaction && STEPS[interaction.prompt.name];
  const client = await parts.provider.Client.find(String(interaction?.params['client_id']));
  if (!interaction || !step || !client) {
    return { status: 400, page: expiredPage() };
  }
  const { uid, prompt } = interaction;
  const visit: Visit = {
    interaction,
    client,
    address: request.socket.remoteAddress ?? '',
    formToken: createFormToken(parts.formSecret, uid, prompt.name),
  };
  try {
    if (request.method === 'GET') {
      return await step.show(visit, parts);
    }
    const form = await readForm(request);
    if (!form || !isOwnForm(form, request, interaction, parts)) {
      return { status: 403, page: errorPage('This form was not sent by the page that was shown to you.') };
    }
    return await step.submit(form, visit, parts);
  } catch (error) {
    // Accounts are somebody else's: whatever they throw must not end us, and must not be shown.
    process.stderr.write(`local-authlete: ${error instanceof Error ? error.message : String(error)}\n`);
    return { status: 503, page: unavailablePage(), headers: { 'retry-after': '5' } };
  }
}

async function findInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, issuer }: SignInParts,
): Promise<Interaction | undefined> {
  try {
    const interaction = await provider.interactionDetails(request, response);
    const path = new URL(request.url ?? '', issuer).pathname;
    return path === `${INTERACTION_PREFIX}${interaction.uid}` ? interaction : undefined;
  } catch (error) {
    if (isSessionNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Browsers say where a form comes from; what else sends forms need not, but then it knows the token. */
function isOwnForm(
  form: URLSearchParams,
  { headers: { origin, host } }: IncomingMessage,
  { uid, prompt }: Interaction,
  { formSecret }: SignInParts,
): boolean {
  return (
    (origin === undefined || origin === `http://${host}`) &&
    isFormToken(form.get('form_token'), formSecret, uid, prompt.name)
  );
}

function isSessionNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}

function sendPage(
  response: ServerResponse,
  status: number,
  page: Page,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...pageHeaders(page), ...headers }).end(renderPage(page));
}
