import { type Html, html } from './html.ts';

const SCOPES = [
  { name: 'openid', words: 'who you are; UserInfo needs it', isChosen: true },
  { name: 'profile', words: 'your name and the like', isChosen: true },
  { name: 'email', words: 'your email address', isChosen: true },
  { name: 'address', words: 'your postal address', isChosen: false },
  { name: 'phone', words: 'your phone number', isChosen: false },
];

const CLIENTS = [
  { id: '2001', title: 'A Bearer token', words: 'UserInfo comes as JSON.' },
  { id: '2002', title: 'Signed UserInfo', words: 'It comes as a JWT, signed by local Authlete.' },
  { id: '2003', title: 'Encrypted UserInfo', words: 'Signed, then encrypted for this page.' },
  {
    id: '2004',
    title: 'A token that is bound to a key (DPoP)',
    words: 'Who steals it cannot use it: every request proves the key.',
  },
];

const CALLS = [
  { path: '/api/time', title: 'The time', words: 'For any valid token.' },
  { path: '/api/userinfo', title: 'UserInfo', words: 'For a token with the scope openid.' },
  {
    path: '/api/step-up/time',
    title: 'The time, for a strong and fresh sign-in',
    words: 'For a sign-in of the class mfa within the last five minutes (step-up).',
  },
];

/** The part of the page that needs scripts; they show it when they run. */
export function tryIt(): Html {
  return html`<section id="try-it" aria-labelledby="try-title" hidden>
    <h2 id="try-title">Try it</h2>
    <p>
      Sign in, and call the API. Then see what it answers when something is missing: leave out the scope
      openid, bind the token to a key, revoke it, or call the endpoint that wants a stronger sign-in.
    </p>
    <div id="notice" class="notice" role="status" tabindex="-1"></div>
    <section class="step" aria-labelledby="sign-in-title">
      <h3 id="sign-in-title">1. Sign in</h3>
      ${signInForm()}
    </section>
    <section class="step" aria-labelledby="token-title">
      <h3 id="token-title" tabindex="-1">2. The token</h3>
      <p id="no-token" class="quiet">
        After you have signed in, the access token stands here, and what local Authlete knows of it.
      </p>
      <div id="token" hidden></div>
    </section>
    <section class="step" aria-labelledby="call-title">
      <h3 id="call-title">3. Call the API</h3>
      <fieldset id="presentation" class="row" hidden>
        <legend>Send the request</legend>
        <label><input type="radio" name="presentation" value="token" checked /> with the token</label>
        <label id="unproved" hidden>
          <input type="radio" name="presentation" value="bearer" /> with the token as Bearer, without proof
        </label>
        <label><input type="radio" name="presentation" value="none" /> without a token</label>
      </fieldset>
      ${CALLS.map(callCard)}
    </section>
  </section>`;
}

function signInForm(): Html {
  return html`<form id="sign-in">
    <details id="choices" open>
      <summary>What to ask for</summary>
      <div class="columns">
        <fieldset>
          <legend>Scopes</legend>
          ${SCOPES.map(
            ({ name, words, isChosen }) =>
              html`<label class="choice">
                <input type="checkbox" name="scope" value="${name}" ${isChosen && html`checked`} />
                <span><code>${name}</code> <span class="quiet">${words}</span></span>
              </label>`,
          )}
        </fieldset>
        <fieldset>
          <legend>As</legend>
          ${CLIENTS.map(
            ({ id, title, words }, index) =>
              html`<label class="choice">
                <input type="radio" name="client" value="${id}" ${index === 0 && html`checked`} />
                <span>${title} <span class="quiet">${words} Client ${id}.</span></span>
              </label>`,
          )}
        </fieldset>
      </div>
    </details>
    <div class="buttons"><button id="sign-in-button" class="primary">Sign in</button></div>
    <p class="quiet">
      By authorization code and PKCE: local Authlete asks for username and password, and this page never sees
      them. It keeps tokens in memory only, so a reload forgets them.
    </p>
  </form>`;
}

function callCard({ path, title, words }: (typeof CALLS)[number]): Html {
  return html`<article class="call" data-path="${path}" aria-label="GET ${path}">
    <h4><code>GET ${path}</code></h4>
    <p>${title}. <span class="quiet">${words}</span></p>
    <div class="curl"></div>
    <div class="buttons">
      <button type="button" class="send primary" aria-label="Call GET ${path}">Call</button>
    </div>
    <p class="result" role="status"></p>
    <div class="answer"></div>
  </article>`;
}
