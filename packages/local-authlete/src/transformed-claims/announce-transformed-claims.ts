import type { Provider } from 'oidc-provider';

import type { Properties } from '../service-properties.ts';
import { TRANSFORMATION_FUNCTIONS } from './transformation-functions.ts';

/** Tells clients of transformed claims, in the metadata of the OpenID Provider (Advanced Syntax for Claims 1.0). */
export function announceTransformedClaims(provider: Provider, properties: Properties): void {
  provider.use(async (context, next) => {
    await next();
    if (context.path.startsWith('/.well-known/') && typeof context.body === 'object') {
      context.body = {
        ...context.body,
        transformed_claims_functions_supported: TRANSFORMATION_FUNCTIONS,
        transformed_claims_predefined: JSON.parse(properties.get().predefinedTransformedClaims) as unknown,
      };
    }
  });
}
