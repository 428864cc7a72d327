import { html } from './html.ts';
import type { Html } from './html.ts';

/** What is wrong with what a person has sent: read out at once, and a link to the field to mend. */
export function alert(message: string | undefined, field: string): Html | undefined {
  return message === undefined
    ? undefined
    : html`<div class="alert" role="alert">
        <p><a href="#${field}">${message}</a></p>
      </div>`;
}
