import { callApi } from '../call/api-call.ts';
import { curlView } from './curl-view.ts';
import { element } from './element.ts';
import type { Exchange } from '../http/exchange.ts';
import { exchangeView } from './exchange-view.ts';
import { explainAnswer, type Explanation, type NextStep } from '../call/explain-answer.ts';
import { findElement } from './find-element.ts';
import { nextWish } from '../sign-in/next-wish.ts';
import type { Presentation } from '../call/presentation.ts';
import { reportFailure } from '../report-failure.ts';
import type { Session } from '../sign-in/session.ts';
import { statusWords } from './status-words.ts';
import type { Trial } from './trial.ts';
import { userInfoView } from './user-info-view.ts';

/** One endpoint to call: its curl line, a button, and the last answer. */
export class CallCard {
  readonly path: string;
  readonly #trial: Trial;
  readonly #card: HTMLElement;
  readonly #presentation: () => Presentation;

  constructor(trial: Trial, card: HTMLElement, presentation: () => Presentation) {
    this.#trial = trial;
    this.#card = card;
    this.#presentation = presentation;
    this.path = card.dataset['path'] ?? '';
    const button = findElement('.send', HTMLButtonElement, card);
    button.addEventListener('click', () => void this.send());
  }

  /** Shows the curl line for how requests are sent now. */
  showCurlLine(): void {
    const place = findElement('.curl', HTMLElement, this.#card);
    place.replaceChildren(curlView(this.#trial, this.#url, this.#presentation()));
  }

  /** Calls the endpoint, and shows what it answers. */
  async send(): Promise<void> {
    const { session, nonces } = this.#trial;
    try {
      const exchanges = await callApi(this.#url, this.#presentation(), session, nonces);
      const [last] = exchanges.slice(-1) as [Exchange];
      const explanation = explainAnswer(last.answer);
      this.#show(explanation.isGood, statusWords(last.answer.status), explanation.words);
      const opened = session && (await this.#open(last, session));
      this.#showAnswer(
        ...this.#offer(explanation),
        ...exchanges.flatMap((exchange, index) => describeStep(exchange, index, exchanges.length)),
        ...(opened === undefined ? [] : [opened]),
      );
    } catch (error) {
      this.#show(false, 'No answer', reportFailure(error));
      this.#showAnswer();
    }
  }

  /** Does what somebody wanted who had to sign in for it, where they left off. */
  async repeat(): Promise<void> {
    findElement('.send', HTMLButtonElement, this.#card).focus();
    await this.send();
  }

  get #url(): string {
    return new URL(this.path, this.#trial.home).href;
  }

  #show(isGood: boolean, title: string, words: string): void {
    const place = findElement('.result', HTMLElement, this.#card);
    place.className = `result ${isGood ? 'good' : 'bad'}`;
    place.replaceChildren(element('strong', {}, `${title}.`), ` ${words}`);
  }

  #showAnswer(...parts: readonly HTMLElement[]): void {
    findElement('.answer', HTMLElement, this.#card).replaceChildren(...parts);
  }

  async #open({ answer }: Exchange, session: Session): Promise<HTMLElement | undefined> {
    try {
      return await userInfoView(this.#trial, session, answer);
    } catch (error) {
      return element('p', { class: 'notice bad' }, reportFailure(error));
    }
  }

  /** What can be done about it, where signing in again helps. */
  #offer({ next }: Explanation): HTMLElement[] {
    const { session } = this.#trial;
    if (next === undefined || session === undefined) return [];
    const signIn = (): Promise<void> => this.#trial.signIn(nextWish(session.wish, next, this.path));
    const click = (): void => void this.#trial.attempt(signIn);
    const button = element('button', { type: 'button', class: 'primary', click }, describeOffer(next));
    return [element('div', { class: 'buttons' }, button)];
  }
}

function describeOffer(next: NextStep): string {
  switch (next.kind) {
    case 'sign-in':
      return 'Sign in again';
    case 'ask-for-scopes':
      return `Sign in again and ask for ${next.scopes.join(' ')}`;
    case 'step-up':
      return 'Sign in again as it asks';
  }
}

/** A request that had to be sent twice is explained twice. */
function describeStep(exchange: Exchange, index: number, count: number): HTMLElement[] {
  if (count === 1) return [exchangeView(exchange)];
  const words = index === 0 ? explainAnswer(exchange.answer).words : 'With the nonce in the proof.';
  return [
    element('h5', {}, `Request ${index + 1} of ${count}`),
    element('p', {}, words),
    exchangeView(exchange),
  ];
}
