import type { Context } from 'oidc-provider';

import { activeMembers } from '../active-members.ts';
import { isObject } from '../http/request-parameters.ts';
import { ROUTES } from './routes.ts';
import type { Tokens } from './tokens.ts';

/**
 * Lets the engine's introspection endpoint say the same of a token as `/auth/introspection/standard`. Who may ask is the
 * engine's business, and so is a token that is not active.
 */
export function answerIntrospection(
  tokens: Tokens,
  issuer: string,
): (context: Context, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    await next();
    if (context.path === ROUTES.introspection && isObject(context.body) && context.body['active'] === true) {
      const value = String(context.oidc?.params['token']);
      const token = (await tokens.find(value)) ?? tokens.findRefreshToken(value);
      context.body = token ? activeMembers(token, issuer, false) : { active: false };
    }
  };
}
