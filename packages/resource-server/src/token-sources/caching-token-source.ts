import { inTime } from '../in-time.ts';
import type { PresentedToken } from '../presented-token.ts';
import { PresentedAccessToken } from '../presented-access-token.ts';
import { type CachingOptions, type CachingSettings, checkCachingOptions } from './caching-options.ts';
import { freezeFacts } from './frozen-facts.ts';
import { type KeptAnswer, KeptAnswers } from './kept-answers.ts';
import { kindOf, type PresentationKind, provesTheSame } from './presentation-kind.ts';
import type { AuthorityUnavailable, TokenActive, TokenAnswer, TokenSource } from './token-source.ts';

/** What became of the questions since the start. */
export interface CachingStatistics {
  /** Answered from what was kept. */
  readonly hits: number;
  /** Asked of the authority. */
  readonly asked: number;
  /** Answered together with another question that was under way. */
  readonly joined: number;
  /** Answered from what was kept, because the authority could not be asked (`Policy.staleIfError`). */
  readonly stale: number;
  /** How many answers are kept now. */
  readonly kept: number;
}

export interface CachingTokenSource extends TokenSource {
  statistics(): CachingStatistics;
}

/** A question that is being asked. */
interface Flight {
  readonly kind: PresentationKind;
  readonly asOf: number;
  readonly answer: Promise<TokenAnswer>;
}

/** One question to the cache. */
interface Question {
  readonly presented: PresentedToken;
  readonly key: string;
  readonly kind: PresentationKind;
}

/** In milliseconds: by how much an old answer is given before the deadline, so that it still arrives in time. */
const STALE_MARGIN = 10;

/**
 * A token source that keeps what another one says of a token for some seconds, and asks one question for all who ask the same at
 * the same time.
 *
 * Only facts are kept, never decisions: what a route asks is judged on every request, and so is the expiry. An answer holds for the
 * kind of presentation it was given for. A token that was presented with a certificate is known with this certificate only; one that
 * was presented with a DPoP proof, with proofs of the same key only, and only where the resource server verifies them itself (its
 * option `proofVerifier`). Everything else goes to the authority: message signatures, proofs that the authority alone checks,
 * answers that carry a nonce.
 *
 * What the authority learns in the meantime, such as a revocation, is noticed up to `ttl` later; a route for which that is too late
 * says `maxStaleness: 0`.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const tokenSource = createCachingTokenSource(createAuthleteTokenSource(client), { ttl: 30 });
 * const resourceServer = createResourceServer({ tokenSource, audience: 'https://api.example.com' });
 * const policy: Policy = { scopes: { allOf: ['payments'] }, maxStaleness: 0 };
 * ```
 */
export function createCachingTokenSource(source: TokenSource, options: CachingOptions): CachingTokenSource {
  if (typeof source?.inspect !== 'function') throw new TypeError('source: a token source is expected');
  const cache = new TokenCache(source, checkCachingOptions(options));
  return Object.freeze({
    ...(source.checksProofs !== undefined && { checksProofs: source.checksProofs }),
    inspect: (presented: PresentedToken) => cache.inspect(presented),
    statistics: () => cache.statistics(),
  });
}

class TokenCache {
  readonly #source: TokenSource;
  readonly #settings: CachingSettings;
  readonly #answers: KeptAnswers;
  readonly #flights = new Map<string, Flight>();
  readonly #counts = { hits: 0, asked: 0, joined: 0, stale: 0 };

  constructor(source: TokenSource, settings: CachingSettings) {
    this.#source = source;
    this.#settings = settings;
    this.#answers = new KeptAnswers(settings);
  }

  statistics(): CachingStatistics {
    return { ...this.#counts, kept: this.#answers.size };
  }

  inspect(presented: PresentedToken): TokenAnswer | Promise<TokenAnswer> {
    const kind = kindOf(presented);
    if (kind === undefined) {
      this.#counts.asked += 1;
      return this.#source.inspect(presented);
    }
    const key = kind.name === '' ? presented.tokenDigest : presented.tokenDigest + kind.name;
    const kept = this.#findFresh(presented, key, kind);
    if (kept !== undefined) {
      this.#counts.hits += 1;
      return kept;
    }
    const question = { presented, key, kind };
    return (presented.staleIfError ?? 0) > 0 ? this.#askOrUseOld(question) : this.#ask(question);
  }

  /** What is kept and young enough for the route. */
  #findFresh(presented: PresentedToken, key: string, kind: PresentationKind): TokenAnswer | undefined {
    const { ttl, inactiveTtl, now } = this.#settings;
    const longest = presented.maxStaleness ?? ttl;
    if (longest === 0) return undefined;
    const time = now();
    const active = this.#answers.findActive(key, kind);
    if (active !== undefined && isUsable(active, time, Math.min(ttl, longest))) return active.answer;
    const inactive = this.#answers.findInactive(key, kind);
    return inactive !== undefined && isWithin(inactive.asOf, time, Math.min(inactiveTtl, longest))
      ? inactive.answer
      : undefined;
  }

  /** Asks, or waits for the answer to the same question. */
  async #ask(question: Question): Promise<TokenAnswer> {
    const flight = this.#findFlight(question);
    if (flight === undefined) return this.#askAuthority(question);
    const answer = await this.#join(flight, question);
    if (answer === undefined) return this.#askAuthority(question);
    if (answer.state !== 'unavailable' || this.#isLate(question)) return answer;
    // The failure was that of another question: each who waited for it may ask once more, again together.
    const next = this.#findFlight(question);
    if (next === undefined) return this.#askAuthority(question);
    return (await this.#join(next, question)) ?? this.#askAuthority(question);
  }

  /** The question that is being asked already, where its answer will be young enough. */
  #findFlight({ presented, key, kind }: Question): Flight | undefined {
    const { ttl, now } = this.#settings;
    const flight = this.#flights.get(key);
    if (flight === undefined || !provesTheSame(flight.kind, kind)) return undefined;
    const longest = Math.min(ttl, presented.maxStaleness ?? ttl);
    return longest > 0 && isWithin(flight.asOf, now(), longest) ? flight : undefined;
  }

  /** @returns `undefined` where the answer is for nobody but who asked */
  async #join(flight: Flight, { presented, key, kind }: Question): Promise<TokenAnswer | undefined> {
    this.#counts.joined += 1;
    let answer: TokenAnswer;
    try {
      answer = await flight.answer;
    } catch {
      // The source broke its contract: who asked is told, and the others try for themselves.
      return undefined;
    }
    if (answer.state === 'unavailable' || presented.proof === undefined) return answer;
    // What the authority says of a proof, it says of this one: only an answer that is kept holds for others of the same key.
    return this.#findFresh(presented, key, kind);
  }

  #askAuthority(question: Question): Promise<TokenAnswer> {
    const { key, kind } = question;
    const asOf = this.#settings.now();
    const flight: Flight = { kind, asOf, answer: this.#askReplicasFirst(question, asOf) };
    this.#flights.set(key, flight);
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.answer.then(land, land);
    return flight.answer;
  }

  /** What another replica has asked, where it is young enough; else the authority. */
  async #askReplicasFirst(question: Question, asked: number): Promise<TokenAnswer> {
    const { replicas } = this.#settings;
    if (replicas !== undefined && question.presented.maxStaleness !== 0) {
      const { presented, key, kind } = question;
      const kept = await replicas.find(key, kind);
      if (kept !== undefined) {
        this.#answers.keepActive(key, { ...kept, answer: freezeAnswer(kept.answer, kept.asOf) });
        const fresh = this.#findFresh(presented, key, kind);
        if (fresh !== undefined) return fresh;
      }
    }
    return this.#askAndKeep(question, asked);
  }

  async #askAndKeep({ presented, key, kind }: Question, asked: number): Promise<TokenAnswer> {
    const { replicas, ttl } = this.#settings;
    this.#counts.asked += 1;
    // Others may wait for this answer, and each has a deadline of its own.
    const answer = await this.#source.inspect(
      new PresentedAccessToken({ ...presented, deadline: undefined }),
    );
    if (answer.state === 'unavailable') return answer;
    if (answer.state === 'active') {
      const asOf = Math.min(asked, answer.asOf ?? asked);
      const active = freezeAnswer(answer, asOf);
      // Nonces change, and an answer without the current one makes clients repeat their requests.
      if (answer.dpopNonce === undefined) {
        const kept = { answer: active, kind, asOf };
        this.#answers.keepActive(key, kept);
        // Nobody waits for it: it is for the others.
        void replicas?.keep(key, kept, Math.min(asOf + ttl, answer.token.expiresAt ?? Infinity));
      }
      return active;
    }
    if (answer.code !== 'invalid_token') return answer;
    if (presented.proof === undefined) void replicas?.forget(key, asked + ttl);
    const refusal = { answer: Object.freeze({ ...answer }), kind, asOf: asked };
    // With a proof, the refusal may be the proof's.
    if (answer.dpopNonce === undefined && presented.proof === undefined && this.#settings.inactiveTtl > 0) {
      this.#answers.keepInactive(key, refusal);
    } else {
      this.#answers.forgetActive(key, refusal);
    }
    return answer;
  }

  /** Asks; where no answer can be had, an old one is better than none for this route. */
  async #askOrUseOld(question: Question): Promise<TokenAnswer> {
    const { deadline } = question.presented;
    const asked = this.#ask(question);
    const answer =
      deadline === undefined || this.#findOld(question) === undefined
        ? await asked
        : await inTime(deadline - STALE_MARGIN - this.#settings.now(), asked, SLOW);
    if (answer.state !== 'unavailable') return answer;
    const old = this.#findOld(question);
    if (old === undefined) return answer;
    this.#counts.stale += 1;
    return old;
  }

  #findOld({ presented, key, kind }: Question): TokenActive | undefined {
    const kept = this.#answers.findActive(key, kind);
    return kept !== undefined && isUsable(kept, this.#settings.now(), presented.staleIfError ?? 0)
      ? kept.answer
      : undefined;
  }

  #isLate({ presented: { deadline } }: Question): boolean {
    return deadline !== undefined && this.#settings.now() >= deadline;
  }
}

const SLOW: AuthorityUnavailable = Object.freeze({
  state: 'unavailable',
  reason: 'the authority did not answer in time',
});

function freezeAnswer(answer: TokenActive, asOf: number): TokenActive {
  return Object.freeze({ ...answer, token: freezeFacts(answer.token), asOf });
}

function isUsable({ answer, asOf }: KeptAnswer<TokenActive>, time: number, longest: number): boolean {
  const { expiresAt } = answer.token;
  return isWithin(asOf, time, longest) && (expiresAt === undefined || expiresAt > time);
}

/** Written so that a clock that was set back, or is none, finds nothing young enough. */
function isWithin(asOf: number, time: number, longest: number): boolean {
  const age = time - asOf;
  return age >= 0 && age <= longest;
}
