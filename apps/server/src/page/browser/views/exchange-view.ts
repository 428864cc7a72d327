import { decodeJwt } from 'jose';
import { element } from './element.ts';
import type { Exchange, HeaderField } from '../http/exchange.ts';
import { formatBody } from './format-body.ts';
import { statusWords } from './status-words.ts';

/** The header fields that the story is about. */
const TELLING: ReadonlySet<string> = new Set(['authorization', 'dpop', 'dpop-nonce', 'www-authenticate']);

/** A request and its answer, as they went over the wire. */
export function exchangeView({ request, answer }: Exchange): HTMLElement {
  const { method, url, headers, body } = request;
  const { host, pathname, search } = new URL(url);
  const lines: readonly HeaderField[] = [['Host', host], ...headers];
  return element(
    'div',
    { class: 'exchange columns' },
    element(
      'div',
      {},
      element('h5', {}, 'Request'),
      message(`${method} ${pathname}${search}`, lines, body?.replaceAll('&', '\n&')),
      ...headers.filter(([name]) => name === 'DPoP').map(([, proof]) => proofView(proof)),
    ),
    element(
      'div',
      {},
      element('h5', {}, 'Answer'),
      message(statusWords(answer.status), answer.headers, formatBody(answer.body)),
    ),
  );
}

function proofView(proof: string): HTMLElement {
  const claims = JSON.stringify(decodeJwt(proof), undefined, 2);
  return element(
    'details',
    {},
    element('summary', {}, 'What the proof says'),
    element('pre', {}, element('code', {}, claims)),
  );
}

function message(first: string, headers: readonly HeaderField[], body = ''): HTMLElement {
  const fields = headers.flatMap(([name, value]) => [
    '\n',
    TELLING.has(name.toLowerCase())
      ? element('strong', {}, `${name}:`)
      : element('span', { class: 'quiet' }, `${name}:`),
    ` ${value}`,
  ]);
  return element(
    'pre',
    {},
    element('code', {}, element('strong', {}, first), ...fields, body === '' ? '' : `\n\n${body}`),
  );
}
