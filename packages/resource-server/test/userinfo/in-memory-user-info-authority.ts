import type { JsonValue, UserInfoAuthority, UserInfoInspection, UserInfoIssuance } from '../../src/index.ts';

type IssuedClaims = Readonly<Record<string, JsonValue>>;

export interface InMemoryUserInfo {
  readonly inspection: UserInfoInspection;
  /** The answer of the second step. Default: JSON of the subject and the claims. */
  readonly issuance?: UserInfoIssuance;
}

/** A UserInfo authority that knows a fixed set of tokens, and refuses all others. */
export class InMemoryUserInfoAuthority implements UserInfoAuthority {
  /** The questions of both steps, in order. */
  readonly asked: string[] = [];
  readonly #tokens: ReadonlyMap<string, InMemoryUserInfo>;

  constructor(tokens: Readonly<Record<string, InMemoryUserInfo>>) {
    this.#tokens = new Map(Object.entries(tokens));
  }

  async inspect({ token }: { readonly token: string }): Promise<UserInfoInspection> {
    this.asked.push(`inspect ${token}`);
    const known = this.#tokens.get(token);
    return known?.inspection ?? { state: 'refused', code: 'invalid_token', reason: 'not in memory' };
  }

  async issue({ token }: { readonly token: string }, claims: IssuedClaims): Promise<UserInfoIssuance> {
    this.asked.push(`issue ${token}`);
    const known = this.#tokens.get(token);
    if (known?.inspection.state !== 'active') throw new Error('the first step did not accept this token');
    if (known.issuance !== undefined) return known.issuance;
    const body = JSON.stringify({ sub: known.inspection.token.subject, ...claims });
    return { state: 'issued', mediaType: 'application/json', body };
  }
}
