import type { AccessToken } from '../../access-token.ts';
import type { JsonValue } from '../../json-value.ts';
import { isForeignObject, type ForeignObject } from '../../foreign-object.ts';
import { readObject, readObjects, readString, readStrings, UnexpectedMember } from './member-reading.ts';

/**
 * Reads `authorizationDetails` into the form of RFC 9396, section 2: a list of objects. Authlete wraps the list, calls
 * `datatypes` `dataTypes`, and keeps the members that are not common to all types as JSON in a string, `otherFields`.
 */
export function readAuthorizationDetails(json: ForeignObject): AccessToken['authorizationDetails'] {
  const wrapper = readObject(json, 'authorizationDetails');
  return wrapper && readObjects(wrapper, 'elements')?.map((element) => readElement(element));
}

function readElement(element: ForeignObject): { readonly [member: string]: JsonValue } {
  const type = readString(element, 'type');
  if (type === undefined || type === '') {
    throw new UnexpectedMember('authorizationDetails.elements.type');
  }
  const common = {
    type,
    locations: readStrings(element, 'locations'),
    actions: readStrings(element, 'actions'),
    datatypes: readStrings(element, 'dataTypes'),
    identifier: readString(element, 'identifier'),
    privileges: readStrings(element, 'privileges'),
  };
  const others = readOtherFields(element);
  if (Object.keys(common).some((member) => Object.hasOwn(others, member))) {
    // Two values for one member: which of them was granted is anybody's guess.
    throw new UnexpectedMember('authorizationDetails.elements.otherFields');
  }
  return { ...present(common), ...others };
}

function readOtherFields(element: ForeignObject): { readonly [member: string]: JsonValue } {
  const text = readString(element, 'otherFields');
  if (text === undefined || text === '') {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnexpectedMember('authorizationDetails.elements.otherFields');
  }
  if (!isForeignObject(value)) {
    throw new UnexpectedMember('authorizationDetails.elements.otherFields');
  }
  return value as { readonly [member: string]: JsonValue };
}

function present(members: { readonly [member: string]: JsonValue | undefined }): {
  readonly [member: string]: JsonValue;
} {
  const entries = Object.entries(members).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
