import type { Client, Interaction, InteractionResult } from 'oidc-provider';

import type { Page } from '../pages/page.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** A person who is on the way through sign-in and consent. */
export interface Visit {
  readonly interaction: Interaction;
  readonly client: Client;
  /** Where the request comes from. */
  readonly address: string;
  readonly formToken: string;
}

/** A page to answer with. */
export interface PageOutcome {
  readonly status: number;
  readonly page: Page;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What to answer: a page, or the end of this step. */
export type Outcome = PageOutcome | { readonly result: InteractionResult };

/** One step of an interaction, which the engine calls a prompt. */
export interface Step {
  show(visit: Visit, parts: SignInParts): Promise<Outcome>;
  /** What becomes of the form that the page has sent. */
  submit(form: URLSearchParams, visit: Visit, parts: SignInParts): Promise<Outcome>;
}

/** The person does not want it (OpenID Connect Core 1.0 section 3.1.2.6). */
export const DENIED: Outcome = {
  result: { error: 'access_denied', error_description: 'the person denied the request' },
};

/** Where the forms of a visit may lead. */
export function formTargetsOf({ interaction }: Visit): string[] {
  const target = interaction.params['redirect_uri'];
  return typeof target === 'string' ? [target] : [];
}
