/** Somebody who can sign in. */
export interface Account {
  /** What tokens call the person: the `sub` claim. ASCII, 1 to 100 characters, as Authlete wants it. */
  readonly subject: string;
  /** What the person is called on the pages. */
  readonly username: string;
}

/** The people who can sign in. Whoever embeds local Authlete brings them along; the methods may reject. */
export interface Accounts {
  /**
   * The account that a username and a password belong to; nothing when they belong to none.
   *
   * It must take as long for an unknown username as for a wrong password: local Authlete limits attempts, and does not
   * hide how long they take.
   */
  authenticate(username: string, password: string): Promise<Account | undefined>;
  /**
   * The account of a subject, nothing when there is none any more: then its sessions and refresh tokens are of no use.
   * Without this method every subject is believed to exist.
   */
  findBySubject?(subject: string): Promise<Account | undefined>;
}

/** The accounts do not answer; the cause is theirs. */
export class AccountsUnavailable extends Error {
  override readonly name = 'AccountsUnavailable';
}

/** Makes every failure of accounts an {@link AccountsUnavailable}. */
export function guardAccounts(accounts: Accounts): Accounts {
  const guard = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (cause) {
      throw new AccountsUnavailable(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  };
  return {
    authenticate: async (username, password) => guard(accounts.authenticate(username, password)),
    findBySubject: async (subject) => guard(accounts.findBySubject?.(subject) ?? Promise.resolve(undefined)),
  };
}
