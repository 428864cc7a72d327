import { fetchKeys } from '../authority.ts';
import { element } from './element.ts';
import { type Answer, headerOf } from '../http/exchange.ts';
import type { Session } from '../sign-in/session.ts';
import type { Trial } from './trial.ts';
import { type JwtLayer, openUserInfo } from '../call/user-info-jwt.ts';

/**
 * What is in an answer that is a JWT, opened and verified.
 *
 * @returns `undefined` for other answers
 * @throws UnreachableError, PageError
 */
export async function userInfoView(
  trial: Trial,
  { wish, subject }: Session,
  answer: Answer,
): Promise<HTMLElement | undefined> {
  if (headerOf(answer, 'Content-Type') !== 'application/jwt') return undefined;
  const { issuer, encryptionKey } = trial.configuration;
  const keys = await fetchKeys(await trial.authority());
  const { layers, claims } = await openUserInfo(answer.body, {
    issuer,
    clientId: wish.clientId,
    subject,
    keys,
    encryptionKey,
  });
  return element(
    'div',
    {},
    ...layers.flatMap((layer, index) => layerView(layer, index === 0)),
    element('h5', {}, 'The claims in it'),
    json(claims),
  );
}

/** The outermost layer is the body of the answer, which is shown already. */
function layerView({ kind, compact, header }: JwtLayer, isBody: boolean): Node[] {
  const algorithm = String(header['alg']);
  const words =
    kind === 'encrypted'
      ? `Encrypted with ${algorithm} and ${String(header['enc'])}: decrypted with the private key of this page, which is public for development.`
      : `Signed with ${algorithm}: the signature is verified with the key ${String(header['kid'])} of local Authlete, and issuer, audience and subject are right.`;
  return [
    element('h5', {}, kind === 'encrypted' ? 'The encrypted JWT' : 'The signed JWT'),
    element('p', {}, words),
    ...(isBody ? [] : [element('pre', {}, element('code', {}, compact))]),
    element('p', { class: 'quiet' }, 'Its header:'),
    json(header),
  ];
}

function json(value: unknown): HTMLElement {
  return element('pre', {}, element('code', {}, JSON.stringify(value, undefined, 2)));
}
