import { LRUCache } from 'lru-cache';
import { type PresentationKind, provesTheSame } from './presentation-kind.ts';
import type { TokenActive, TokenRefused } from './token-source.ts';

/** What the authority said of a token that was presented in one way, and when it was asked. */
export interface KeptAnswer<Answer extends TokenActive | TokenRefused = TokenActive | TokenRefused> {
  readonly answer: Answer;
  readonly kind: PresentationKind;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

export interface KeptAnswersLimits {
  /** For active tokens, and once more for inactive ones. */
  readonly maximumEntries: number;
  /** For active tokens; inactive ones take next to nothing. */
  readonly maximumBytes: number;
}

/** What an entry takes beside its facts: key, list nodes, objects. */
const ENTRY_OVERHEAD = 600;

/**
 * Answers in memory, the least recently used given up first. Active and inactive tokens do not share their room: a flood of
 * random tokens must not push out the good ones.
 */
export class KeptAnswers {
  readonly #active: LRUCache<string, KeptAnswer<TokenActive>>;
  readonly #inactive: LRUCache<string, KeptAnswer<TokenRefused>>;

  constructor({ maximumEntries, maximumBytes }: KeptAnswersLimits) {
    this.#active = new LRUCache({ max: maximumEntries, maxSize: maximumBytes, sizeCalculation: sizeOf });
    this.#inactive = new LRUCache({ max: maximumEntries });
  }

  /** How many answers are kept. */
  get size(): number {
    return this.#active.size + this.#inactive.size;
  }

  findActive(key: string, kind: PresentationKind): KeptAnswer<TokenActive> | undefined {
    return matching(this.#active.get(key), kind);
  }

  findInactive(key: string, kind: PresentationKind): KeptAnswer<TokenRefused> | undefined {
    return matching(this.#inactive.get(key), kind);
  }

  /** An active answer takes the place of an inactive one, and the other way round; a question asked later knows better. */
  keepActive(key: string, kept: KeptAnswer<TokenActive>): void {
    if (this.#isSuperseded(key, kept)) return;
    this.#inactive.delete(key);
    this.#active.set(key, kept);
  }

  keepInactive(key: string, kept: KeptAnswer<TokenRefused>): void {
    if (this.#isSuperseded(key, kept)) return;
    this.forgetActive(key, kept);
    this.#inactive.set(key, kept);
  }

  /** The token is active no longer, or not as it is presented now. */
  forgetActive(key: string, { kind, asOf }: Pick<KeptAnswer, 'kind' | 'asOf'>): void {
    const known = matching(this.#active.peek(key), kind);
    if (known !== undefined && known.asOf <= asOf) this.#active.delete(key);
  }

  #isSuperseded(key: string, { kind, asOf }: KeptAnswer): boolean {
    const known = matching(this.#active.peek(key), kind) ?? matching(this.#inactive.peek(key), kind);
    return known !== undefined && known.asOf > asOf;
  }
}

function matching<Kept extends KeptAnswer>(kept: Kept | undefined, kind: PresentationKind): Kept | undefined {
  return kept !== undefined && provesTheSame(kept.kind, kind) ? kept : undefined;
}

/** About how many bytes an entry takes: a string of JSON is as long as the strings in it, which may take two bytes each. */
function sizeOf({ answer }: KeptAnswer<TokenActive>): number {
  return ENTRY_OVERHEAD + 2 * JSON.stringify(answer.token).length;
}
