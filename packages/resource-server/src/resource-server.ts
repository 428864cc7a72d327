import type { Decision } from './decision.ts';
import { checkAudience, checkPolicy } from './policy-check.ts';
import type { Policy } from './policy.ts';
import { Presentation } from './presentation.ts';
import { checkProtectionOptions, type ProtectionOptions } from './protection-options.ts';
import type { ResourceRequest } from './resource-request.ts';
import type { TokenSource } from './token-sources/token-source.ts';

export interface ResourceServerOptions extends ProtectionOptions {
  /** Who knows what an access token is worth, such as `createAuthleteTokenSource(client)`. */
  readonly tokenSource: TokenSource;
  /**
   * The resource that tokens must be meant for (RFC 8707), or several of which one suffices. A token that names no resource is
   * refused. `null` switches the check off: then a token that was issued for another server is accepted here, so that
   * server could use it. A policy may say otherwise.
   */
  readonly audience: string | readonly string[] | null;
}

export interface ResourceServer {
  /** Whether an answer may have to be signed (`Granted.sign`). */
  readonly signsResponses: boolean;

  /**
   * Decides whether a request may go on: finds its access token (RFC 6750, section 2; RFC 9449, section 7.1), asks the token source about it and
   * holds the facts against the policy.
   *
   * Everything that a client or a network can cause is a decision, not an error.
   *
   * Not checked: whether this request may touch the particular thing it names. That remains with the handler, which has
   * `decision.token` for it.
   *
   * @param policy what the route asks; keep the object for as long as the route. Default: any valid token
   * @throws TypeError when the policy is not one; ResponseSigningError when the answer must be signed and cannot be; and what a token source or a listener throws against its contract
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
 * const resourceServer = createResourceServer({
 *   tokenSource: createAuthleteTokenSource(client),
 *   audience: 'https://api.example.com',
 * });
 * ```
 */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  const { tokenSource } = options;
  if (typeof tokenSource?.inspect !== 'function') {
    throw new TypeError('options.tokenSource: a token source is expected');
  }
  const audience = checkAudience(options.audience, 'options.audience');
  if (audience === undefined) {
    throw new TypeError(
      'options.audience: the resource that tokens must be meant for is expected, or null for any',
    );
  }
  const settings = checkProtectionOptions(options, tokenSource);

  return Object.freeze({
    signsResponses: settings.responseSigner !== undefined,
    async authorize(request: ResourceRequest, policy?: Policy): Promise<Decision> {
      const checked = checkPolicy(policy);
      // Only what must be waited for is: a turn of the queue costs as much as the decision.
      const read = Presentation.read(settings, request, checked);
      const presentation = read instanceof Promise ? await read : read;
      if ('granted' in presentation) return presentation;

      const asked = presentation.inspect(tokenSource);
      const answer = asked instanceof Promise ? await asked : asked;
      if ('granted' in answer) return answer;
      if (answer.state !== 'active') return presentation.refuse(answer);

      const wanted = checked.audience === undefined ? audience : checked.audience;
      const judged = presentation.judge(answer, wanted);
      const denied = judged instanceof Promise ? await judged : judged;
      if (denied !== undefined) return denied;

      settings.onEvent?.({ type: 'access_granted', request, token: answer.token });
      const headers = presentation.headers(answer.dpopNonce);
      const sign = answer.responseSigningRequired === true ? presentation.signer() : undefined;
      return { granted: true, token: answer.token, headers, sign };
    },
  });
}
