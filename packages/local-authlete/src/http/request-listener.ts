import type { IncomingMessage, ServerResponse } from 'node:http';

import { INTERACTION_PREFIX, isEnginePath } from '../engine/routes.ts';
import type { Failure } from '../failures.ts';
import { API_CODES } from '../result-codes.ts';
import { ASSETS } from '../pages/assets.ts';
import type { Service } from '../service.ts';
import { createInteractionListener } from '../sign-in/interaction-listener.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Answer } from './answer.ts';
import { ApiError } from './api-error.ts';
import { failAnswer } from './fail-answer.ts';
import { findCall } from './find-call.ts';
import type { Call } from './find-call.ts';
import { readParameters } from './request-body.ts';
import { RequestParameters } from './request-parameters.ts';
import { authenticateService } from './service-authentication.ts';
import { writeAnswer } from './write-answer.ts';

/** Answers a request, whatever it is; never rejects. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Sends each request where it belongs: to the OpenID Provider, to its pages, or to an endpoint of the API. */
export function createRequestListener(service: Service, signIn: SignInParts): RequestListener {
  const openIdProvider = signIn.provider.callback();
  const interactions = createInteractionListener(signIn);

  return async (request, response) => {
    response.setHeader('x-local-authlete', '1');
    const url = URL.parse(request.url ?? '', service.issuer);
    let prepared: { answer: Answer; failure?: Failure | undefined };
    try {
      if (url && isEnginePath(url.pathname)) {
        checkHost(request, service);
        await openIdProvider(request, response);
        return;
      }
      if (url?.pathname.startsWith(INTERACTION_PREFIX)) {
        checkHost(request, service);
        await interactions(request, response);
        return;
      }
      prepared = await prepareAnswer(request, url, service);
    } catch (error) {
      if (response.destroyed || (request.destroyed && !request.complete)) {
        return;
      }
      prepared = { answer: answerError(error, url) };
    }
    await writeAnswer(response, prepared.answer, prepared.failure);
  };
}

async function prepareAnswer(
  request: IncomingMessage,
  url: URL | null,
  service: Service,
): Promise<{ answer: Answer; failure?: Failure | undefined }> {
  const asset = url && ASSETS.get(url.pathname);
  if (asset) {
    return { answer: { status: 200, body: { text: asset.content, contentType: asset.contentType } } };
  }
  const call = url && findCall(url.pathname);
  if (!call) {
    throw new ApiError(404, API_CODES.notFound, 'There is nothing at this path.');
  }
  const { endpoint, credentials, identifier } = call;
  const method = endpoint.methods.find((name) => name === request.method);
  if (!method) {
    throw new ApiError(405, API_CODES.methodNotAllowed, 'The method is not allowed.', {
      allow: endpoint.methods.join(', '),
    });
  }
  authenticate(request, call, service);

  const parameters =
    method === 'POST'
      ? await readParameters(request, endpoint.bodyOptional ?? false)
      : RequestParameters.fromForm(url.searchParams);
  const isAuthlete = credentials === 'V2' || credentials === 'V3';
  const failure = isAuthlete ? service.failures.take(endpoint.path) : undefined;
  if (failure?.kind === 'expiry-before-issue') {
    await expireToken(parameters, service);
  }
  const answer = await endpoint.handle({ method, parameters, identifier }, service);
  const typed = credentials === 'V2' && endpoint.type ? addType(answer, endpoint.type) : answer;
  return { answer: failure ? failAnswer(typed, failure) : typed, failure };
}

/** A name that leads here although it is not ours belongs to a site that tries to look like us (DNS rebinding). */
function checkHost({ headers: { host } }: IncomingMessage, { hosts }: Service): void {
  if (!hosts.has(host?.toLowerCase() ?? '')) {
    throw new ApiError(421, API_CODES.notFound, 'The host of the request is not this server.');
  }
}

function authenticate(request: IncomingMessage, call: Call, { settings }: Service): void {
  const { endpoint, credentials, serviceId } = call;
  if (credentials === 'none') {
    return;
  }
  authenticateService(
    request.headers.authorization,
    settings,
    endpoint.path,
    credentials === 'either' ? undefined : credentials,
  );
  if (serviceId !== undefined && serviceId !== settings.serviceId) {
    throw new ApiError(
      403,
      API_CODES.wrongService,
      `${endpoint.path}, The access token does not belong to the service of the path.`,
    );
  }
}

async function expireToken(parameters: RequestParameters, { tokens, clock }: Service): Promise<void> {
  const token = await tokens.find(parameters.string('token') ?? '');
  if (token) {
    tokens.update(token, { expiresAt: clock.now() });
  }
}

function addType(answer: Answer, type: string): Answer {
  return answer.body && 'json' in answer.body
    ? { ...answer, body: { ...answer.body, json: { type, ...answer.body.json } } }
    : answer;
}

function answerError(error: unknown, url: URL | null): Answer {
  if (error instanceof ApiError) {
    return error.toAnswer();
  }
  if (error instanceof TypeError && url?.pathname.startsWith('/local/')) {
    return new ApiError(400, API_CODES.malformedBody, error.message).toAnswer();
  }
  process.stderr.write(`local-authlete: ${error instanceof Error ? error.stack : String(error)}\n`);
  return new ApiError(500, API_CODES.serverError, 'Authlete Server error.').toAnswer();
}
