import { html } from './html.ts';
import type { Html } from './html.ts';

const ALERT = 'problem';

/** What is wrong with what a person has sent: read out at once, and a link to the field to mend. */
export function alert(message: string | undefined, field: string): Html | undefined {
  return message === undefined
    ? undefined
    : html`<div class="alert" id="${ALERT}" role="alert">
        <p><a href="#${field}">${message}</a></p>
      </div>`;
}

/** The attributes of a field that may be what is wrong. The alert describes it, so that it is read out where the cursor is. */
export function fieldState(message: string | undefined): Html {
  return message === undefined
    ? html`aria-invalid="false"`
    : html`aria-invalid="true" aria-describedby="${ALERT}"`;
}
