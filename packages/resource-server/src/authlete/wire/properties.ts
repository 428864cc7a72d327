import type { ForeignObject } from '../../foreign-object.ts';
import { readObjects, readString } from './member-reading.ts';

/** Reads `properties`, a list of `{key, value, hidden}`, into a record; an entry without key or value is left out. */
export function readProperties(json: ForeignObject): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const property of readObjects(json, 'properties') ?? []) {
    const key = readString(property, 'key');
    const value = readString(property, 'value');
    if (key !== undefined && value !== undefined) {
      entries.push([key, value]);
    }
  }
  return Object.fromEntries(entries);
}
