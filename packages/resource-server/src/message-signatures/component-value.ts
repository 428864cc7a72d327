import type { CoveredComponent } from './covered-component.ts';
import { deriveComponent } from './derived-component.ts';
import { readFieldValue } from './field-value.ts';
import type { HttpExchange } from './http-message.ts';

/**
 * The value of a component as the signature base has it (RFC 9421, section 2).
 *
 * @returns `undefined` where the message has none, or none that is unambiguous
 */
export function readComponentValue(
  component: CoveredComponent,
  { request, response }: HttpExchange,
): string | undefined {
  const { name, isFromRequest } = component;
  if (isFromRequest || response === undefined) {
    // RFC 9421, section 2.4: only a response refers to another message.
    if (request === undefined || (isFromRequest && response === undefined)) return undefined;
    return name.startsWith('@')
      ? deriveComponent(component, request)
      : readFieldValue(component, request.header(name));
  }
  if (name === '@status') return readStatus(response.status);
  return name.startsWith('@') ? undefined : readFieldValue(component, response.header(name));
}

/** RFC 9421, section 2.2.9: three digits. */
function readStatus(status: number): string | undefined {
  return Number.isInteger(status) && status >= 100 && status <= 999 ? String(status) : undefined;
}
