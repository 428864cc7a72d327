import { alert, fieldState } from './alert.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';

/** A form that belongs to the engine. */
interface EngineForm {
  readonly action: string;
  /** The engine's own token against forged forms. */
  readonly xsrf: string;
}

/** Where a person types the code that a device shows (RFC 8628, section 3.3). */
export function deviceCodePage(
  form: EngineForm & { readonly code: string; readonly problem?: string | undefined },
): Page {
  return {
    title: 'Connect a device',
    hasProblem: form.problem !== undefined,
    content: html`
      ${alert(form.problem, 'user_code')}
      <p>Type the code that your device shows.</p>
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <div class="field">
          <label for="user_code">Code</label>
          <input
            id="user_code"
            name="user_code"
            value="${form.code}"
            class="code"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            required
            autofocus
            ${fieldState(form.problem)}
          />
        </div>
        <div class="buttons"><button class="primary">Continue</button></div>
      </form>
    `,
  };
}

/** Whether the code is that of the device in front of the person, who may have been sent here by somebody else. */
export function deviceConfirmationPage(
  form: EngineForm & { readonly code: string; readonly shownCode: string; readonly clientName: string },
): Page {
  return {
    title: 'Is this your device?',
    content: html`
      <p><strong>${form.clientName}</strong> asks for access from a device. It should show this code:</p>
      <p class="code">${form.shownCode}</p>
      <p>If it shows another one, or you have started nothing, do not continue.</p>
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <input type="hidden" name="user_code" value="${form.code}" />
        <input type="hidden" name="confirm" value="yes" />
        <div class="buttons">
          <button class="primary">It is my device</button>
          <button name="abort" value="yes">Stop</button>
        </div>
      </form>
    `,
  };
}

export function deviceDonePage(clientName: string): Page {
  return {
    title: 'Your device is connected',
    content: html`<p>
      <strong>${clientName}</strong> has access now. You can close this page and go back to your device.
    </p>`,
  };
}
