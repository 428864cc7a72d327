import { html } from './html.ts';
import type { Page } from './page.ts';

/** Asks whether to sign out (OpenID Connect RP-Initiated Logout 1.0, section 2). */
export function signOutPage(form: {
  readonly action: string;
  readonly xsrf: string;
  /** Who asks for it, where that is known. */
  readonly clientName: string | undefined;
  readonly formTargets: readonly string[];
}): Page {
  const { action, xsrf, clientName, formTargets } = form;
  return {
    title: 'Sign out?',
    formTargets,
    content: html`
      ${clientName !== undefined && html`<p><strong>${clientName}</strong> asks whether you want to sign out.</p>`}
      <p>
        Signing out here ends the access of every application that you did not allow to go on without you.
      </p>
      <form method="post" action="${action}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <div class="buttons">
          <button class="primary" name="logout" value="yes">Sign out</button>
          <button>Stay signed in</button>
        </div>
      </form>
    `,
  };
}

/** @param clientName of the application that somebody left without signing out here */
export function signedOutPage(clientName: string | undefined): Page {
  return clientName === undefined
    ? { title: 'You are signed out', content: html`<p>You can close this page.</p>` }
    : {
        title: 'You are still signed in',
        content: html`<p>
          Only <strong>${clientName}</strong> has lost its access. You can close this page.
        </p>`,
      };
}
