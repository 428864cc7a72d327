import type { Client, Context, RouteContext } from 'oidc-provider';

import { deviceCodePage, deviceConfirmationPage, deviceDonePage } from '../pages/device-pages.ts';
import { continuePage, errorPage, expiredPage } from '../pages/message-pages.ts';
import { pageHeaders, renderPage } from '../pages/page.ts';
import type { Page } from '../pages/page.ts';
import { signedOutPage, signOutPage } from '../pages/sign-out-pages.ts';
import { clientName } from './client-name.ts';

/** Shows what went wrong where no client can be told. */
export function renderError(context: Context, out: EngineError, error: Error): void {
  show(context, error.name === 'SessionNotFound' ? expiredPage() : errorPage(describe(out), out.error));
}

/** The pages of the engine's feature of this name (OpenID Connect RP-Initiated Logout 1.0). */
export const LOGOUT_PAGES: Readonly<Record<string, unknown>> = {
  logoutSource(context: RouteContext) {
    const { client, session } = context.oidc;
    const page = signOutPage({
      action: context.oidc.urlFor('end_session_confirm'),
      xsrf: session.state?.secret ?? '',
      clientName: client && clientName(client),
      formTargets: formTargets(context),
    });
    show(context, page);
  },
  postLogoutSuccessSource(context: RouteContext) {
    const { client } = context.oidc;
    show(context, signedOutPage(client && clientName(client)));
  },
};

/** The pages of the device flow (RFC 8628). */
export const DEVICE_PAGES: Readonly<Record<string, unknown>> = {
  userCodeInputSource(
    context: RouteContext,
    _form: string,
    out?: EngineError,
    error?: Error & { readonly userCode?: string },
  ) {
    const problem = error && describeCode(error, out);
    show(context, deviceCodePage({ ...engineForm(context), code: error?.userCode ?? '', problem }));
  },
  userCodeConfirmSource(
    context: RouteContext,
    _form: string,
    client: Client,
    _device: unknown,
    shownCode: string,
  ) {
    const page = deviceConfirmationPage({
      ...engineForm(context),
      code: String(context.oidc.params['user_code']),
      shownCode,
      clientName: clientName(client),
    });
    show(context, page);
  },
  successSource(context: RouteContext) {
    const { client } = context.oidc;
    show(context, deviceDonePage(client ? clientName(client) : 'The application'));
  },
};

/** What the engine says of an error. */
export interface EngineError {
  readonly error: string;
  readonly error_description?: string;
}

/**
 * Makes one of our pages of the form that the engine sends on by a script of its own, such as a response in the mode
 * `form_post` or the end of a session whose person has changed.
 */
export function restyleForm(context: RouteContext): void {
  if (typeof context.body !== 'string' || !context.body.includes('<title>Submitting Callback</title>')) {
    return;
  }
  const [, action = '', fields = ''] =
    /<form method="post" action="([^"]*)">([\s\S]*?)<noscript>/.exec(context.body) ?? [];
  const { status } = context;
  show(context, continuePage({ action, fields }, formTargets(context)));
  context.status = status;
}

function show(context: Context, page: Page): void {
  context.body = renderPage(page);
  context.set(pageHeaders(page));
}

function engineForm({ oidc }: RouteContext): { action: string; xsrf: string } {
  return { action: oidc.urlFor('code_verification'), xsrf: oidc.session.state?.secret ?? '' };
}

/** Everywhere that a form of this request may end up. Not every route has parameters and a session. */
function formTargets({ oidc: { params, session, entities } }: RouteContext): string[] {
  return [
    params?.['redirect_uri'],
    session?.state?.postLogoutRedirectUri,
    entities.Interaction?.params['redirect_uri'],
  ].filter((target) => typeof target === 'string');
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  invalid_redirect_uri: 'The application wants to continue at an address that it has not registered.',
  invalid_client: 'The application that sent you here is not known.',
  server_error: 'Something unexpected happened. What exactly is in the output of local Authlete.',
};

function describe({ error, error_description: description }: EngineError): string {
  return (
    DESCRIPTIONS[error] ??
    `The application that sent you here made a request that cannot be answered: ${description ?? error}.`
  );
}

function describeCode(error: Error, out: EngineError | undefined): string {
  switch (error.name) {
    case 'NoCodeError':
      return 'Type the code that your device shows.';
    case 'NotFoundError':
      return 'There is no device with this code. Type it again.';
    case 'ExpiredError':
      return 'This code has expired. Start again on your device.';
    case 'AlreadyUsedError':
      return 'This code was used before. Start again on your device.';
    case 'AbortedError':
      return 'The device was not connected.';
    default:
      return out ? describe(out) : 'This did not work. Start again on your device.';
  }
}
