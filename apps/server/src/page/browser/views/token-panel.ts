import { copyable } from './copyable.ts';
import { describeFacts } from '../token/describe-facts.ts';
import { describeRemainingTime } from '../token/describe-remaining-time.ts';
import { describeTime } from '../token/describe-time.ts';
import { element } from './element.ts';
import type { Exchange } from '../http/exchange.ts';
import { exchangeView } from './exchange-view.ts';
import { findElement } from './find-element.ts';
import { introspect, type TokenFacts } from '../token/introspection.ts';
import { revoke } from '../token/revocation.ts';
import type { Session } from '../sign-in/session.ts';
import { signOut } from '../sign-in/sign-out.ts';
import type { Trial } from './trial.ts';

/** Shows the token, and what the authority knows of it now. */
export async function showToken(trial: Trial, session: Session): Promise<void> {
  const { facts, exchange } = await introspect(await trial.authority(), session);
  const panel = findElement('#token', HTMLElement);
  panel.replaceChildren(
    copyable(session.accessToken, 'the access token'),
    facts.active ? factList(facts) : element('p', { class: 'expired' }, 'It is not active any more.'),
    buttons(trial, session),
    howItWasGot([...session.exchanges, exchange]),
  );
  panel.hidden = false;
  findElement('#no-token', HTMLElement).hidden = true;
}

function factList(facts: TokenFacts): HTMLElement {
  const rows = describeFacts(facts).flatMap(({ title, member, value }) => row(title, member, value));
  const expiry = typeof facts['exp'] === 'number' ? expiryRow(facts['exp']) : [];
  return element('dl', { class: 'facts' }, ...rows, ...expiry);
}

function row(title: string, member: string, value: string | Node): Node[] {
  return [element('dt', {}, `${title} `, element('code', {}, member)), element('dd', {}, value)];
}

/** It counts down for as long as it is shown. */
function expiryRow(expiresAt: number): Node[] {
  const left = element('span', { role: 'timer' });
  const tick = (): void => {
    const seconds = expiresAt - Date.now() / 1000;
    left.textContent = describeRemainingTime(seconds);
    left.classList.toggle('expired', seconds <= 0);
    if (seconds <= 0) left.textContent += ': sign in again';
    else setTimeout(() => left.isConnected && tick(), 1000);
  };
  tick();
  return row('Expires', 'exp', element('span', {}, left, ` (${describeTime(expiresAt)})`));
}

function buttons(trial: Trial, session: Session): HTMLElement {
  const button = (text: string, action: () => Promise<void>): HTMLElement =>
    element('button', { type: 'button', click: () => void trial.attempt(action) }, text);
  return element(
    'div',
    { class: 'buttons' },
    button('Ask again', async () => {
      await showToken(trial, session);
      // The button that had the focus is not there any more.
      findElement('#token-title', HTMLElement).focus();
    }),
    button('Revoke', async () => {
      await revoke(await trial.authority(), session);
      await showToken(trial, session);
      trial.say('The token is revoked (RFC 7009). Call the API with it, and see it refused.');
    }),
    button('Sign out', async () => signOut(await trial.authority(), session, trial.home)),
  );
}

function howItWasGot(exchanges: readonly Exchange[]): HTMLElement {
  return element(
    'details',
    {},
    element('summary', {}, 'How the page got it, and asked about it'),
    ...exchanges.map(exchangeView),
  );
}
