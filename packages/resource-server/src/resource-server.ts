import { readCredentials } from './credentials.ts';
import { type Decision, deny, type DenialDetail, grant } from './decision.ts';
import type { DenialCode } from './denial.ts';
import type { EventListener } from './events.ts';
import { checkPolicy, findViolation, type Policy } from './policy.ts';
import type { ResourceRequest } from './resource-request.ts';
import { denialDetailOf, denialOf } from './token-sources/refusal.ts';
import type { TokenSource } from './token-sources/token-source.ts';

export interface ResourceServerOptions {
  /** Who knows what an access token is worth, such as `createAuthleteTokenSource(client)`. */
  readonly tokenSource: TokenSource;
  /** The `realm` of challenges (RFC 9110, section 11.5): printable ASCII. Default: challenges carry none. */
  readonly realm?: string;
  /** Told of every decision. Default: nobody is told. */
  readonly onEvent?: EventListener;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

export interface ResourceServer {
  /**
   * Decides whether a request may go on: finds its access token (RFC 6750, section 2), asks the token source about it and
   * holds the facts against the policy.
   *
   * Everything that a client or a network can cause is a decision, not an error.
   *
   * Not checked: whether this request may touch the particular thing it names. That remains with the handler, which has
   * `decision.token` for it.
   *
   * @param policy what the route asks; keep the object for as long as the route. Default: any valid token
   * @throws TypeError when the policy is not one; and what a token source or a listener throws against its contract
   *
   * @example
   * ```ts
   * const decision = await resourceServer.authorize(request, { scopes: { allOf: ['orders.read'] } });
   * if (!decision.granted) return respond(decision.status, decision.headers, decision.body);
   * ```
   */
  authorize(request: ResourceRequest, policy?: Policy): Promise<Decision>;
}

/**
 * Creates a resource server in the sense of RFC 6749: it protects resources, and accepts requests with access tokens.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const client = createAuthleteClient(configuration);
 * const resourceServer = createResourceServer({ tokenSource: createAuthleteTokenSource(client) });
 * ```
 */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  const { tokenSource, onEvent, now = Date.now } = options;
  if (typeof tokenSource?.inspect !== 'function') {
    throw new TypeError('options.tokenSource: a token source is expected');
  }
  const realm = checkRealm(options.realm);

  const turnAway = (request: ResourceRequest, code: DenialCode, detail?: DenialDetail): Decision => {
    const denied = deny(code, realm, detail);
    onEvent?.({ type: 'access_denied', request, denied });
    return denied;
  };

  return Object.freeze({
    async authorize(request: ResourceRequest, policy?: Policy): Promise<Decision> {
      const checked = checkPolicy(policy);
      const credentials = await readCredentials(request, checked.credentials);
      if (typeof credentials === 'string') return turnAway(request, credentials);

      const answer = await tokenSource.inspect(credentials);
      if (answer.state !== 'active') {
        return turnAway(request, denialOf(answer), denialDetailOf(answer));
      }

      const { token, dpopNonce } = answer;
      const violation = findViolation(checked, token, now());
      if (violation !== undefined) return turnAway(request, violation.code, { ...violation, dpopNonce });

      onEvent?.({ type: 'access_granted', request, token });
      return grant(token, dpopNonce);
    },
  });
}

/** @throws TypeError when the realm could not be sent as it is */
export function checkRealm(realm: string | undefined): string | undefined {
  if (realm !== undefined && !/^[\x20-\x7e]+$/.test(realm)) {
    throw new TypeError('options.realm: printable ASCII is expected');
  }
  return realm;
}
