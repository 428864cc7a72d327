import type { TokenAnswer, TokenSource } from '../../src/index.ts';

/** A token source that knows a fixed set of tokens, and refuses all others. */
export class InMemoryTokenSource implements TokenSource {
  /** The tokens that were asked about, in order. */
  readonly asked: string[] = [];
  readonly #answers: ReadonlyMap<string, TokenAnswer>;

  constructor(answers: Readonly<Record<string, TokenAnswer>>) {
    this.#answers = new Map(Object.entries(answers));
  }

  async inspect({ token }: { readonly token: string }): Promise<TokenAnswer> {
    this.asked.push(token);
    return (
      this.#answers.get(token) ?? {
        state: 'refused',
        code: 'invalid_token',
        reason: 'the token is not in memory',
      }
    );
  }
}
