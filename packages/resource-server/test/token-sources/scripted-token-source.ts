import type { PresentedToken, TokenAnswer, TokenSource } from '../../src/index.ts';

/** A token source whose answers a test gives when it likes, or has ready. */
export class ScriptedTokenSource implements TokenSource {
  readonly checksProofs = true;
  /** What was asked, in order. */
  readonly asked: PresentedToken[] = [];
  /** What answers at once; without it a question waits for `answer`. */
  ready: ((presented: PresentedToken) => TokenAnswer) | undefined;
  readonly #waiting: PromiseWithResolvers<TokenAnswer>[] = [];

  constructor(ready?: (presented: PresentedToken) => TokenAnswer) {
    this.ready = ready;
  }

  async inspect(presented: PresentedToken): Promise<TokenAnswer> {
    this.asked.push(presented);
    if (this.ready !== undefined) return this.ready(presented);
    const waiting = Promise.withResolvers<TokenAnswer>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** Answers the question that has waited for longest, or fails it. */
  answer(answer: TokenAnswer | Error): void {
    this.#give(this.#waiting.shift(), answer);
  }

  /** Answers the question that was asked last. */
  answerLast(answer: TokenAnswer): void {
    this.#give(this.#waiting.pop(), answer);
  }

  #give(waiting: PromiseWithResolvers<TokenAnswer> | undefined, answer: TokenAnswer | Error): void {
    if (waiting === undefined) throw new Error('no question waits for an answer');
    if (answer instanceof Error) waiting.reject(answer);
    else waiting.resolve(answer);
  }
}
