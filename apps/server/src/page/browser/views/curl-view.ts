import { apiRequest } from '../call/api-call.ts';
import { copyable } from './copyable.ts';
import { curlLine } from '../call/curl-line.ts';
import { element } from './element.ts';
import type { Presentation } from '../call/presentation.ts';
import type { Trial } from './trial.ts';

/** The call of an endpoint as a line to copy. A line with a proof is made when it is asked for: it is good once, and for a minute. */
export function curlView(trial: Trial, url: string, presentation: Presentation): HTMLElement {
  const { session, nonces } = trial;
  const request = apiRequest(url, presentation, session);
  const key = presentation === 'token' ? session?.key : undefined;
  if (key === undefined) return copyable(curlLine(request), `the curl line for ${new URL(url).pathname}`);

  const place = element('div');
  const make = async (): Promise<void> => {
    const nonce = nonces.get(new URL(url).origin);
    const proof = await key.prove(request, { accessToken: session?.accessToken, nonce });
    const missing =
      nonce === undefined
        ? ' It lacks the nonce, which the page learns from its first call: the answer will bring one.'
        : '';
    place.replaceChildren(
      copyable(
        curlLine({ ...request, headers: [...request.headers, ['DPoP', proof]] }),
        `the curl line for ${new URL(url).pathname}`,
      ),
      element('p', { class: 'quiet' }, `The proof in it is good once, and for a minute.${missing}`),
    );
  };
  return element(
    'div',
    {},
    element(
      'button',
      { type: 'button', class: 'small', click: () => void trial.attempt(make) },
      'Make a curl line, with a fresh proof',
    ),
    place,
  );
}
