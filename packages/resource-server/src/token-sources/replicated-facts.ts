import { createHmac, hash, hkdfSync } from 'node:crypto';
import type { AccessToken } from '../access-token.ts';
import { equalInConstantTime } from '../binding/dpop/constant-time-equality.ts';
import { inTime } from '../in-time.ts';
import type { ReplicaStore } from '../replication/replica-store.ts';
import type { KeptAnswer } from './kept-answers.ts';
import { type PresentationKind, provesTheSame } from './presentation-kind.ts';
import type { TokenActive } from './token-source.ts';

export interface ReplicatedFactsOptions {
  /** Where the replicas keep what they know. A store that fails, or does not answer within 250 ms, is passed over: the authority is asked. */
  readonly store: ReplicaStore;
  /**
   * What entries are sealed with, at least 32 bytes that nobody can guess, the same on every replica: without it whoever can write to
   * the store could invent tokens. The facts themselves, such as subjects, are readable there.
   */
  readonly secret: string | Uint8Array;
  /**
   * Whose tokens these are: tenant, service and endpoint, in any words. The same token of another tenant or service is another
   * token, and the store may be shared with those who ask there.
   */
  readonly partition: string;
}

/** In milliseconds: the authority would have answered meanwhile. */
const LONGEST_WAIT = 250;

const MINIMUM_SECRET_LENGTH = 32;

/** Keeps this key apart from whatever else is derived from the same secret. */
const KEY_PURPOSE = 'oauth-resource-server/replicated-facts/1';

/** Facts that a store does not hold are those that JSON leaves out. */
const UNKNOWN: Partial<AccessToken> = Object.freeze({
  subject: undefined,
  expiresAt: undefined,
  audience: undefined,
  acr: undefined,
  authTime: undefined,
  authorizationDetails: undefined,
  grantType: undefined,
  grantId: undefined,
  jwkThumbprint: undefined,
  certificateThumbprint: undefined,
});

/** The second level behind the memory of one process: what another replica has asked, this one need not ask again. */
export class ReplicatedFacts {
  readonly #store: ReplicaStore;
  readonly #key: Uint8Array;
  readonly #partition: string;

  /** @throws TypeError naming the option that is wrong */
  constructor({ store, secret, partition }: ReplicatedFactsOptions) {
    if (typeof store?.read !== 'function' || typeof store.write !== 'function') {
      throw new TypeError('options.replicas.store: a replica store is expected');
    }
    const isSecret = typeof secret === 'string' || (secret as unknown) instanceof Uint8Array;
    if (!isSecret || Buffer.byteLength(secret) < MINIMUM_SECRET_LENGTH) {
      throw new TypeError(`options.replicas.secret: at least ${MINIMUM_SECRET_LENGTH} bytes are expected`);
    }
    if (typeof partition !== 'string' || partition === '') {
      throw new TypeError('options.replicas.partition: a text that is not empty is expected');
    }
    this.#store = store;
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', KEY_PURPOSE, 32));
    this.#partition = partition;
  }

  /** What another replica has kept; `undefined` where there is nothing, or nothing that can be believed. */
  async find(key: string, kind: PresentationKind): Promise<KeptAnswer<TokenActive> | undefined> {
    const name = this.#nameOf(key);
    let text: string | undefined;
    try {
      const read = this.#store.read('facts', [name]);
      [text] = read instanceof Promise ? await inTime(LONGEST_WAIT, read, []) : read;
    } catch {
      // It is a matter of speed alone: the authority knows.
      return undefined;
    }
    const kept = text === undefined ? undefined : this.#open(name, text);
    return kept !== undefined && provesTheSame(kept.kind, kind) ? kept : undefined;
  }

  /** @param expiresAt until when anybody may use it, in milliseconds since the epoch */
  async keep(key: string, kept: KeptAnswer<TokenActive>, expiresAt: number): Promise<void> {
    const name = this.#nameOf(key);
    const json = JSON.stringify(kept);
    await this.#write(name, `${this.#seal(name, json)}.${json}`, expiresAt);
  }

  /** The token is not active any more: nobody need believe longer what the store says. */
  async forget(key: string, expiresAt: number): Promise<void> {
    await this.#write(this.#nameOf(key), '', expiresAt);
  }

  async #write(name: string, text: string, expiresAt: number): Promise<void> {
    try {
      await this.#store.write('facts', name, text, Math.ceil(expiresAt));
    } catch {
      // Then the other replicas ask for themselves.
      return;
    }
  }

  #open(name: string, text: string): KeptAnswer<TokenActive> | undefined {
    const dot = text.indexOf('.');
    const json = text.slice(dot + 1);
    if (dot < 0 || !equalInConstantTime(text.slice(0, dot), this.#seal(name, json))) return undefined;
    const kept = JSON.parse(json) as KeptAnswer<TokenActive>;
    const token: AccessToken = { ...UNKNOWN, ...kept.answer.token };
    return { ...kept, answer: { ...kept.answer, token } };
  }

  /** Over the name too, so that nobody can put the facts of one token in the place of those of another. */
  #seal(name: string, json: string): string {
    return createHmac('sha256', this.#key).update(`${name}\n${json}`).digest('base64url');
  }

  #nameOf(key: string): string {
    return hash('sha256', JSON.stringify([this.#partition, key]), 'base64url');
  }
}
