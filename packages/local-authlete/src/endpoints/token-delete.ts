import type { Endpoint } from './endpoint.ts';

/**
 * `/auth/token/delete/{accessTokenIdentifier}`, by value or by hash.
 *
 * Answers 204 for a token that is not there as well; what Authlete does then is not known.
 */
export const tokenDelete: Endpoint = {
  path: '/auth/token/delete',
  methods: ['DELETE'],
  hasIdentifier: true,
  async handle({ identifier }, { tokens }) {
    const token = await tokens.findByIdentifier(identifier);
    if (token) {
      tokens.revoke(token);
    }
    return { status: 204 };
  },
};
