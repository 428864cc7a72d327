import { hash } from 'node:crypto';
import { equalInConstantTime } from '../binding/dpop/constant-time-equality.ts';
import type { HeaderLines } from '../resource-request.ts';
import { type Consequence, findConsequences } from './consequences.ts';
import { type DeliveryAnswer, refuseDelivery, TAKEN, UNAVAILABLE } from './delivery-answer.ts';
import { DELIVERY_FAULTS, type DeliveryFault } from './delivery-fault.ts';
import {
  checkReceiverOptions,
  type SecurityEventReceiverOptions,
  type SecurityEventReceiverSettings,
} from './security-event-receiver-options.ts';
import type { SecurityEventReport } from './security-event-report.ts';
import { type SecurityEventToken, verifySecurityEventToken } from './security-event-token.ts';
import { findNamedSubject, type SubjectFinding, type SubjectIdentifier } from './subject-identifier.ts';

/** A `POST` of a transmitter (RFC 8935, section 2.1). */
export interface SecurityEventDelivery {
  readonly contentType: string | undefined;
  readonly authorization: HeaderLines;
  /** The body as it came. */
  readonly body: string;
}

export interface SecurityEventReceiver {
  /**
   * Takes a security event token in. Everything that a client, a network or the store can cause is an answer, not an error.
   *
   * A session that was revoked and a credential that changed revoke the tokens of the subject; token claims that changed make what is
   * known about them count no longer (OpenID Continuous Access Evaluation Profile 1.0, section 3). Other events are answered with
   * 202, and reported. What could not be finished is answered with 503, so that it is delivered again; as far as it was
   * recorded here it holds already.
   */
  receive(delivery: SecurityEventDelivery): Promise<DeliveryAnswer>;
}

/**
 * Creates a receiver of the security event tokens (RFC 8417) that a transmitter of the OpenID Shared Signals Framework pushes (RFC
 * 8935). Keep it for as long as the server runs: it holds the keys of the transmitter.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const receiver = createSecurityEventReceiver({
 *   issuer: 'https://idp.example.com',
 *   audience: 'https://api.example.com/security-events',
 *   keys: { jwksUri: 'https://idp.example.com/jwks' },
 *   revocations,
 *   store,
 * });
 * const { status, headers, body } = await receiver.receive(delivery);
 * ```
 */
export function createSecurityEventReceiver(options: SecurityEventReceiverOptions): SecurityEventReceiver {
  const settings = checkReceiverOptions(options);
  const { expectations, onReport, now } = settings;

  const take = async (delivery: SecurityEventDelivery): Promise<SecurityEventReport> => {
    const fault = findDeliveryFault(delivery, settings);
    if (fault !== undefined) return refused(fault, NOTHING_KNOWN);
    let token: SecurityEventToken | DeliveryFault;
    try {
      token = await verifySecurityEventToken(delivery.body, expectations, now());
    } catch (cause) {
      return failed('the keys of the transmitter cannot be had', NOTHING_KNOWN, cause);
    }
    return typeof token === 'string' ? refused(token, NOTHING_KNOWN) : takeEffect(token, settings);
  };

  return Object.freeze({
    async receive(delivery: SecurityEventDelivery): Promise<DeliveryAnswer> {
      const report = await take(delivery);
      onReport?.(report);
      return answerTo(report);
    },
  });
}

const MEDIA_TYPE = /^application\/secevent\+jwt[\t ]*(?:;|$)/i;

function findDeliveryFault(
  { contentType = '', authorization, body }: SecurityEventDelivery,
  { authorization: agreed, maximumLength }: SecurityEventReceiverSettings,
): DeliveryFault | undefined {
  if (!MEDIA_TYPE.test(contentType)) return 'wrong_content_type';
  if (agreed.length > 0) {
    const presented = typeof authorization === 'string' ? authorization : '';
    // Each is compared, so that the time tells nothing of which.
    const equal = agreed.filter((value) => equalInConstantTime(presented, value));
    if (equal.length === 0) return 'not_authenticated';
  }
  return body.length > maximumLength ? 'too_long' : undefined;
}

/** How long after the last moment in which a token is taken it is still known, in milliseconds: clocks differ. */
const REPLAY_MARGIN = 60_000;

async function takeEffect(
  token: SecurityEventToken,
  settings: SecurityEventReceiverSettings,
): Promise<SecurityEventReport> {
  const { store, revocations, expectations, subjectIssuers, subjectOf } = settings;
  const about = { jti: token.jti, eventTypes: [...token.events.keys()] };
  const key = hash('sha256', `${expectations.issuer}\n${token.jti}`, 'base64url');
  const findSimple = async (identifier: SubjectIdentifier): Promise<SubjectFinding> => {
    const found = await subjectOf?.(identifier);
    return found === undefined ? findNamedSubject(identifier, subjectIssuers) : found;
  };
  try {
    const [known] = await store.read('event', [key]);
    if (known !== undefined) return { ...about, outcome: 'repeated', reason: 'the token came before' };
    const consequences = await findConsequences(token, findSimple);
    if (consequences === undefined) return refused('subject_not_understood', about);
    for (const consequence of consequences.effects) {
      const problem = await bringAbout(consequence, revocations);
      if (problem !== undefined) return failed(problem, about);
    }
    // Last, so that what was not finished can be delivered again. Where there is no room for it the token could take effect twice, which
    // is better than not at all.
    const expiresAt = Math.ceil((token.iat + expectations.maximumAge) * 1000) + REPLAY_MARGIN;
    const kept = await store.write('event', key, '1', expiresAt);
    const remark = kept ? '' : '; the store of tokens that came is full, so it could take effect once more';
    return consequences.effects.length > 0
      ? { ...about, outcome: 'taken', reason: `its events took effect${remark}` }
      : { ...about, outcome: 'ignored', reason: `${consequences.reason}${remark}` };
  } catch (cause) {
    return failed('the store failed, or the function that finds subjects', about, cause);
  }
}

/** @returns what the operator should know, where it is not finished */
async function bringAbout(
  { effect, subject }: Consequence,
  revocations: SecurityEventReceiverSettings['revocations'],
): Promise<string | undefined> {
  if (effect === 'outdate') {
    await revocations.outdate({ subject });
    return undefined;
  }
  const telling = await revocations.revoke({ subject });
  return telling.state === 'failed'
    ? `the tokens are refused here, and the authority could not be told: ${telling.reason}`
    : undefined;
}

type AboutToken = Pick<SecurityEventReport, 'jti' | 'eventTypes'>;

const NOTHING_KNOWN: AboutToken = { jti: undefined, eventTypes: [] };

function refused(fault: DeliveryFault, about: AboutToken): SecurityEventReport {
  return { ...about, outcome: 'refused', fault, reason: DELIVERY_FAULTS[fault].description };
}

function failed(reason: string, about: AboutToken, cause?: unknown): SecurityEventReport {
  return { ...about, outcome: 'failed', reason, cause };
}

function answerTo({ outcome, fault }: SecurityEventReport): DeliveryAnswer {
  if (fault !== undefined) return refuseDelivery(fault);
  return outcome === 'failed' ? UNAVAILABLE : TAKEN;
}
