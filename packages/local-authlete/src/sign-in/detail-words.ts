import { isStrings } from '../http/request-parameters.ts';
import type { DetailChoice } from '../pages/consent-page.ts';

const FIELDS: Readonly<Record<string, string>> = {
  actions: 'What it may do',
  locations: 'Where',
  datatypes: 'Which data',
  privileges: 'With the privileges of',
  identifier: 'Which one',
};

/** Authorization details (RFC 9396, section 2) for a person: each field by name, what is nested as indented JSON. */
export function wordsOfDetail(
  detail: Readonly<Record<string, unknown>>,
  index: number,
  chosen: boolean,
): DetailChoice {
  const { type, ...fields } = detail;
  return {
    value: String(index),
    title: inWords(String(type)),
    chosen,
    facts: Object.entries(fields).map(([name, value]) => ({
      name: (Object.hasOwn(FIELDS, name) && FIELDS[name]) || inWords(name),
      value: toText(value),
    })),
  };
}

/** `payment_initiation` and `instructedAmount` as words. */
function inWords(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return isStrings(value) ? value.join(', ') : JSON.stringify(value, undefined, 2);
}
