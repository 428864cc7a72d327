import { html, trustHtml } from './html.ts';
import type { Page } from './page.ts';

/** Something went wrong that the person cannot mend here. */
export function errorPage(description: string, code?: string): Page {
  return {
    title: 'This did not work',
    content: html`
      <p>${description}</p>
      <p>Go back to the application that sent you here, and try again.</p>
      ${code !== undefined && html`<p class="quiet">For its developer: <code>${code}</code></p>`}
    `,
  };
}

/**
 * The sign-in that a person was in is over, or belongs to another browser.
 *
 * @param client where the person came from, if that is known
 */
export function expiredPage(client?: { readonly name: string; readonly address: string }): Page {
  const application = client
    ? html`<a href="${client.address}">${client.name}</a>`
    : 'the application that sent you here';
  return {
    title: 'This page is out of date',
    content: html`
      <p>
        The sign-in that it belongs to has ended: too much time has passed, it was finished in another window,
        or this browser keeps no cookies.
      </p>
      <p>Go back to ${application}, and start again.</p>
    `,
  };
}

export function unavailablePage(): Page {
  return {
    title: 'Nobody can sign in at the moment',
    content: html`<p>The list of users does not answer. Wait a moment, and try again.</p>`,
  };
}

/** @param form a form of the engine, whose values the engine has escaped */
export function continuePage(
  form: { readonly action: string; readonly fields: string },
  formTargets: readonly string[],
): Page {
  return {
    title: 'One moment',
    continues: true,
    formTargets,
    content: html`
      <form method="post" action="${trustHtml(form.action)}">
        ${trustHtml(form.fields)}
        <div class="buttons"><button class="primary">Continue</button></div>
      </form>
    `,
  };
}
