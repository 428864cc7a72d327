import { requestedClasses } from '../engine/authentication-classes.ts';
import { clientName } from '../engine/client-name.ts';
import { type SignInPage, signInPage } from '../pages/sign-in-page.ts';
import type { Account } from './accounts.ts';
import type { Attempt } from './attempt-limiter.ts';
import { DEVELOPMENT_ACCOUNT, developmentAccounts } from './development-accounts.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { DENIED, formTargetsOf } from './step.ts';
import type { Outcome, Step, Visit } from './step.ts';

/** In characters; longer than any that a person would type. */
const LONGEST = { username: 256, password: 1024 } as const;

/** Username and password. */
export const signInStep: Step = {
  async show(visit, parts) {
    return { status: 200, page: await createPage(visit, parts) };
  },

  async submit(form, visit, parts) {
    if (form.get('decision') === 'cancel') {
      return DENIED;
    }
    const username = form.get('username')?.trim() ?? '';
    const password = form.get('password') ?? '';
    if (username === '' || password === '') {
      return again(visit, parts, { username, problem: 'Type your username and your password.', status: 422 });
    }
    const attempt = parts.attempts.begin(username, visit.address);
    if (typeof attempt === 'number') {
      const problem = `Too many attempts. Wait ${inWords(attempt)} before you try again.`;
      return again(visit, parts, { username, problem, status: 429, retryAfter: attempt });
    }
    const account = await authenticate(username, password, attempt, parts);
    if (!account) {
      return again(visit, parts, {
        username,
        problem: 'The username or the password is wrong.',
        status: 422,
      });
    }
    attempt.succeeded();
    const login = {
      accountId: account.subject,
      acr: reachedClass(visit, parts),
      amr: ['pwd'],
      ts: Math.floor(parts.clock.now() / 1000),
    };
    return { result: { login } };
  },
};

async function authenticate(
  username: string,
  password: string,
  attempt: Attempt,
  { accounts }: SignInParts,
): Promise<Account | undefined> {
  if (username.length > LONGEST.username || password.length > LONGEST.password) {
    return undefined;
  }
  try {
    return await accounts.authenticate(username, password);
  } catch (error) {
    attempt.cancelled();
    throw error;
  }
}

/** The first class that was asked for and that there is, else the ordinary one. */
function reachedClass({ interaction }: Visit, { settings: { acrValues } }: SignInParts): string {
  const requested = requestedClasses(interaction.params);
  return requested.find((name) => acrValues.includes(name)) ?? acrValues[0] ?? '';
}

async function again(
  visit: Visit,
  parts: SignInParts,
  failure: { username: string; problem: string; status: 422 | 429; retryAfter?: number },
): Promise<Outcome> {
  const { username, problem, status, retryAfter } = failure;
  return {
    status,
    page: await createPage(visit, parts, username.slice(0, LONGEST.username), {
      message: problem,
      isInFields: status === 422,
    }),
    ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
  };
}

async function createPage(
  visit: Visit,
  parts: SignInParts,
  typed?: string,
  problem?: SignInPage['problem'],
): Promise<ReturnType<typeof signInPage>> {
  const { interaction, client, formToken } = visit;
  const hint = interaction.params['login_hint'];
  const username =
    typed ??
    (typeof hint === 'string' ? hint.slice(0, LONGEST.username) : await currentUsername(visit, parts));
  return signInPage({
    clientName: clientName(client),
    reason: reasonOf(visit),
    username: username ?? '',
    problem,
    hint:
      parts.settings.accounts === developmentAccounts
        ? `There is one account: ${DEVELOPMENT_ACCOUNT.username}, with the password ${DEVELOPMENT_ACCOUNT.password}.`
        : undefined,
    formToken,
    formTargets: formTargetsOf(visit),
  });
}

/** Who signs in again. */
async function currentUsername(
  { interaction }: Visit,
  { accounts }: SignInParts,
): Promise<string | undefined> {
  const subject = interaction.session?.accountId;
  const account = subject === undefined ? undefined : await accounts.findBySubject?.(subject);
  return account?.username;
}

function reasonOf({ interaction, client }: Visit): string | undefined {
  const { reasons } = interaction.prompt;
  if (reasons.includes('no_session')) {
    return undefined;
  }
  if (reasons.includes('acr')) {
    return `${clientName(client)} asks for a stronger sign-in. Local Authlete plays it: your password once more is enough.`;
  }
  if (reasons.includes('account')) {
    return 'The account that was signed in here does not exist any more.';
  }
  return `${clientName(client)} asks you to sign in once more.`;
}

function inWords(seconds: number): string {
  if (seconds < 100) {
    return seconds === 1 ? 'a second' : `${seconds} seconds`;
  }
  return `${Math.ceil(seconds / 60)} minutes`;
}
