import { html } from './html.ts';
import type { Html } from './html.ts';
import { alert } from './alert.ts';
import type { Page } from './page.ts';

/** One thing that a person can allow. */
export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Goes with allowing anything at all. */
  readonly required?: boolean;
  readonly chosen: boolean;
}

/** Authorization details (RFC 9396), ready to be read. */
export interface DetailChoice extends Choice {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface ConsentPage {
  readonly clientName: string;
  readonly username: string;
  readonly scopes: readonly Choice[];
  readonly claims: readonly Choice[];
  readonly details: readonly DetailChoice[];
  readonly resources: readonly string[];
  readonly problem?: string | undefined;
  readonly formToken: string;
  readonly formTargets: readonly string[];
}

/** The first choice has this identifier, so that a problem can point to it. */
const FIRST = 'first-choice';

export function consentPage(page: ConsentPage): Page {
  const { clientName, username, scopes, claims, details, resources } = page;
  return {
    title: 'Allow access?',
    hasProblem: page.problem !== undefined,
    formTargets: page.formTargets,
    content: html`
      ${alert(page.problem, FIRST)}
      <p>
        <strong>${clientName}</strong> asks for access. You are signed in as <strong>${username}</strong>.
      </p>
      <form method="post">
        <input type="hidden" name="form_token" value="${page.formToken}" />
        ${choiceList('It would like to', 'scope', scopes, FIRST)}
        ${choiceList('It would like to know, besides', 'claim', claims)}
        ${choiceList('It would like permission for', 'detail', details)}
        ${
          resources.length > 0 &&
          html`<h2>Where it may use this</h2>
            <ul>
              ${resources.map((resource) => html`<li>${resource}</li>`)}
            </ul>`
        }
        <div class="buttons">
          <button class="primary" name="decision" value="allow">Allow</button>
          <button name="decision" value="deny">Deny</button>
        </div>
      </form>
    `,
  };
}

function choiceList(
  legend: string,
  name: string,
  choices: readonly (Choice | DetailChoice)[],
  first?: string,
): Html | undefined {
  if (choices.length === 0) {
    return undefined;
  }
  return html`<fieldset>
    <legend>${legend}</legend>
    <ul class="choices">
      ${choices.map((choice, index) =>
        renderChoice(name, choice, index === 0 && first ? first : `${name}-${index}`),
      )}
    </ul>
  </fieldset>`;
}

/** What is required is no field of the form: nobody can leave it out. */
function renderChoice(name: string, choice: Choice | DetailChoice, id: string): Html {
  const { value, title, description, required, chosen } = choice;
  const remark = [description, required ? 'Always included.' : undefined].filter(Boolean).join(' ');
  const describedBy = remark !== '' && html` aria-describedby="${id}-remark"`;
  const field = required
    ? html` checked disabled`
    : html` name="${name}" value="${value}"${chosen && html` checked`}`;
  return html`<li>
    <input type="checkbox" id="${id}" ${field}${describedBy} />
    <label for="${id}">${title}</label>
    ${remark !== '' && html`<span class="quiet" id="${id}-remark">${remark}</span>`}
    ${
      'facts' in choice &&
      choice.facts.length > 0 &&
      html`<dl>
        ${choice.facts.map(
          (fact) =>
            html`<dt>${fact.name}</dt>
              <dd>${fact.value}</dd>`,
        )}
      </dl>`
    }
  </li>`;
}
