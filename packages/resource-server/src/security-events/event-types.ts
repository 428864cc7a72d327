/**
 * What an event has for effect here.
 *
 * - `revoke`: all tokens of the subject are revoked
 * - `outdate`: what is known about them counts no longer
 * - `nothing`: the transmitter asks whether anybody listens (OpenID Shared Signals Framework 1.0, section 8.1.4)
 */
export type EventEffect = 'revoke' | 'outdate' | 'nothing';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';

/** OpenID Continuous Access Evaluation Profile 1.0, section 3, and the verification of a stream. */
const EFFECTS: ReadonlyMap<string, EventEffect> = new Map([
  [`${CAEP}/session-revoked`, 'revoke'],
  [`${CAEP}/credential-change`, 'revoke'],
  [`${CAEP}/token-claims-change`, 'outdate'],
  ['https://schemas.openid.net/secevent/ssf/event-type/verification', 'nothing'],
]);

/** The effect of an event; `undefined` where it means nothing to a resource server. */
export function effectOf(eventType: string): EventEffect | undefined {
  return EFFECTS.get(eventType);
}
