import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Provider } from 'oidc-provider';

import { PUBLIC_PATHS } from '../engine/provider.ts';
import type { Failure } from '../failures.ts';
import { API_CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Answer } from './answer.ts';
import { ApiError } from './api-error.ts';
import { failAnswer } from './fail-answer.ts';
import { findCall } from './find-call.ts';
import type { Call } from './find-call.ts';
import { readParameters } from './request-body.ts';
import { RequestParameters } from './request-parameters.ts';
import { authenticateService } from './service-authentication.ts';
import { writeAnswer } from './write-answer.ts';

/** Sends each request where it belongs: to the OpenID Provider, or to an endpoint of the API. */
export function createRequestListener(
  service: Service,
  provider: Provider,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const openIdProvider = provider.callback();

  return async (request, response) => {
    response.setHeader('x-local-authlete', '1');
    const url = URL.parse(request.url ?? '', service.issuer);
    if (url && PUBLIC_PATHS.has(url.pathname)) {
      await openIdProvider(request, response);
      return;
    }
    let prepared: { answer: Answer; failure?: Failure | undefined };
    try {
      prepared = await prepareAnswer(request, url, service);
    } catch (error) {
      if (request.destroyed && !request.complete) {
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
