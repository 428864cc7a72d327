import { findElement } from './find-element.ts';
import type { Trial } from './trial.ts';
import type { Wish } from '../sign-in/wish.ts';

/** The form that says what to ask for. */
export function startSignInForm(trial: Trial): void {
  const form = findElement('#sign-in', HTMLFormElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void trial.attempt(() => trial.signIn(readWish(form)));
  });
}

function readWish(form: HTMLFormElement): Wish {
  const data = new FormData(form);
  const chosen = (name: string): string[] => data.getAll(name).filter((value) => typeof value === 'string');
  return { clientId: chosen('client')[0] ?? '', scopes: chosen('scope') };
}

/** Shows in the form what was asked for: a page that comes back has forgotten it. */
export function showWish({ clientId, scopes }: Wish): void {
  const form = findElement('#sign-in', HTMLFormElement);
  for (const input of form.querySelectorAll('input')) {
    input.checked = input.name === 'scope' ? scopes.includes(input.value) : input.value === clientId;
  }
}

/** After a sign-in there is nothing to choose until somebody wants to. */
export function showSignedIn(subject: string | undefined): void {
  findElement('#choices', HTMLDetailsElement).open = false;
  findElement('#sign-in-button', HTMLButtonElement).textContent = 'Sign in again';
  findElement('#sign-in-title', HTMLElement).textContent =
    subject === undefined ? '1. Signed in' : `1. Signed in, as subject ${subject}`;
}
