import { discover, type Authority } from './authority.ts';
import { createAuthorizationRequest } from './sign-in/authorization-request.ts';
import { readAuthorizationResponse } from './sign-in/authorization-response.ts';
import { CallCard } from './views/call-card.ts';
import { readConfiguration } from './configuration.ts';
import { findElement } from './views/find-element.ts';
import { keepPending, takePending } from './sign-in/pending.ts';
import type { Presentation } from './call/presentation.ts';
import { reportFailure } from './report-failure.ts';
import { showSignedIn, showWish, startSignInForm } from './views/sign-in-form.ts';
import { showToken } from './views/token-panel.ts';
import { requestTokens } from './sign-in/token-request.ts';
import type { Trial } from './views/trial.ts';

/** What the address says is read once, and is gone from it before anything else happens. */
const returned = new URLSearchParams(location.search);
if (location.search !== '') history.replaceState(null, '', location.pathname);

const trial = createTrial();
const presentations = findElement('#presentation', HTMLFieldSetElement);
const cards = [...document.querySelectorAll<HTMLElement>('.call')].map(
  (card) => new CallCard(trial, card, readPresentation),
);
startSignInForm(trial);
presentations.addEventListener('change', showCurlLines);
showCurlLines();
findElement('#try-it', HTMLElement).hidden = false;
await trial.attempt(continueAfterReturn);

function createTrial(): Trial {
  const configuration = readConfiguration();
  const home = `${location.origin}/`;
  const notice = findElement('#notice', HTMLElement);
  let authority: Promise<Authority> | undefined;
  const say: Trial['say'] = (words, kind) => {
    notice.className = `notice ${kind ?? ''}`;
    notice.textContent = words;
    notice.focus();
  };
  const discoverOnce = async (): Promise<Authority> => {
    authority ??= discover(configuration.issuer);
    try {
      return await authority;
    } catch (error) {
      authority = undefined;
      throw error;
    }
  };
  return {
    configuration,
    home,
    nonces: new Map(),
    session: undefined,
    authority: discoverOnce,
    say,
    signIn: async (wish) => {
      const { address, pending } = await createAuthorizationRequest(
        await discoverOnce(),
        home,
        wish,
        configuration.resource,
      );
      keepPending(pending);
      location.assign(address);
    },
    attempt: async (action) => {
      try {
        await action();
      } catch (error) {
        say(reportFailure(error), 'bad');
      }
    },
  };
}

async function continueAfterReturn(): Promise<void> {
  const response = readAuthorizationResponse(returned, takePending(), trial.configuration.issuer);
  if (response === undefined) return;
  if (response.kind === 'signed-out') {
    trial.say('You are signed out, and the token that the page had has ended with the session.');
    return;
  }
  const { pending } = response;
  showWish(pending.wish);
  if (response.kind === 'refused') throw response.error;

  const session = await requestTokens(
    await trial.authority(),
    trial.home,
    response.code,
    pending,
    trial.nonces,
  );
  trial.session = session;
  showSignedIn(session.subject);
  presentations.hidden = false;
  findElement('#unproved', HTMLElement).hidden = session.key === undefined;
  showCurlLines();
  await showToken(trial, session);
  const repeated = cards.find(({ path }) => path === pending.wish.repeat);
  if (repeated === undefined) findElement('#token-title', HTMLElement).focus();
  else await repeated.repeat();
}

function readPresentation(): Presentation {
  return findElement('input:checked', HTMLInputElement, presentations).value as Presentation;
}

function showCurlLines(): void {
  for (const card of cards) card.showCurlLine();
}
