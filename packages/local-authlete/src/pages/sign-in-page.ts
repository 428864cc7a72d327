import { alert, fieldState } from './alert.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';

export interface SignInPage {
  readonly clientName: string;
  /** Why somebody who is signed in has to sign in again. */
  readonly reason?: string | undefined;
  readonly username: string;
  /** What was wrong with the last attempt, and whether it is in what was typed. */
  readonly problem?: { readonly message: string; readonly isInFields: boolean } | undefined;
  /** A remark for the developer, such as which account there is. */
  readonly hint?: string | undefined;
  readonly formToken: string;
  readonly formTargets: readonly string[];
}

export function signInPage(page: SignInPage): Page {
  const { clientName, reason, username, problem, hint, formToken, formTargets } = page;
  const stateOfFields = fieldState(problem?.isInFields ? problem.message : undefined);
  // A browser puts the cursor into the first field that asks for it.
  const passwordFirst = username !== '' && html`autofocus`;
  const usernameFirst = username === '' && html`autofocus`;
  return {
    title: 'Sign in',
    hasProblem: problem !== undefined,
    formTargets,
    content: html`
      ${alert(problem?.message, 'username')}
      <p>${reason ?? html`<strong>${clientName}</strong> asks you to sign in.`}</p>
      <form method="post">
        <input type="hidden" name="form_token" value="${formToken}" />
        <div class="field">
          <label for="username">Username</label>
          <input
            id="username"
            name="username"
            value="${username}"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            ${stateOfFields}
            ${usernameFirst}
          />
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            ${stateOfFields}
            ${passwordFirst}
          />
        </div>
        <div class="buttons">
          <button class="primary" name="decision" value="sign-in">Sign in</button>
          <button name="decision" value="cancel" formnovalidate>Cancel</button>
        </div>
      </form>
      ${hint && html`<p class="quiet">${hint}</p>`}
    `,
  };
}
