import type {
  UserInfoAuthority,
  UserInfoContent,
  UserInfoInspection,
  UserInfoIssuance,
} from '../../src/index.ts';

export interface InMemoryUserInfo {
  readonly inspection: UserInfoInspection;
  /** The answer of the second step. Default: JSON of the subject and the claims. */
  readonly issuance?: UserInfoIssuance;
}

/** A UserInfo authority that knows a fixed set of tokens, and refuses all others. */
export class InMemoryUserInfoAuthority implements UserInfoAuthority {
  /** The questions of both steps, in order. */
  readonly asked: string[] = [];
  /** What the answers of the second step were to be made of, in order. */
  readonly contents: UserInfoContent[] = [];
  readonly #tokens: ReadonlyMap<string, InMemoryUserInfo>;

  constructor(tokens: Readonly<Record<string, InMemoryUserInfo>>) {
    this.#tokens = new Map(Object.entries(tokens));
  }

  async inspect({ token }: { readonly token: string }): Promise<UserInfoInspection> {
    this.asked.push(`inspect ${token}`);
    const known = this.#tokens.get(token);
    return known?.inspection ?? { state: 'refused', code: 'invalid_token', reason: 'not in memory' };
  }

  async issue({ token }: { readonly token: string }, content: UserInfoContent): Promise<UserInfoIssuance> {
    this.asked.push(`issue ${token}`);
    this.contents.push(content);
    const known = this.#tokens.get(token);
    if (known?.inspection.state !== 'active') throw new Error('the first step did not accept this token');
    if (known.issuance !== undefined) return known.issuance;
    const sub = content.subject ?? known.inspection.token.subject;
    const body = JSON.stringify({ sub, ...content.claims });
    return { state: 'issued', mediaType: 'application/json', body };
  }
}
