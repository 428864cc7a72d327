import { ApiError } from '../http/api-error.ts';
import { isObject, isStrings } from '../http/request-parameters.ts';
import { API_CODES } from '../result-codes.ts';

type Details = readonly Readonly<Record<string, unknown>>[];

const COMMON_FIELDS = new Set(['type', 'locations', 'actions', 'identifier', 'privileges']);

/** Authlete's form of `authorization_details`: what RFC 9396 does not define is JSON in a string. */
export function toAuthleteDetails(details: Details | undefined): Record<string, unknown> | undefined {
  return (
    details && {
      elements: details.map(({ datatypes, ...element }) => {
        const common = Object.entries(element).filter(([name]) => COMMON_FIELDS.has(name));
        const other = Object.entries(element).filter(([name]) => !COMMON_FIELDS.has(name));
        return {
          ...Object.fromEntries(common),
          dataTypes: datatypes,
          otherFields: other.length > 0 ? JSON.stringify(Object.fromEntries(other)) : undefined,
        };
      }),
    }
  );
}

/**
 * The other way round: RFC 9396 as the engine stores it.
 *
 * @throws {ApiError} 400, the value does not have Authlete's form.
 */
export function fromAuthleteDetails(
  value: Readonly<Record<string, unknown>> | undefined,
): Details | undefined {
  if (!value) {
    return undefined;
  }
  const { elements } = value;
  if (!Array.isArray(elements)) {
    throw malformed('elements must be an array');
  }
  return elements.map((element: unknown) => {
    if (!isObject(element) || typeof element['type'] !== 'string') {
      throw malformed('each element must be an object with a type');
    }
    const { type, identifier, otherFields, dataTypes, ...common } = element;
    if (identifier !== undefined && identifier !== null && typeof identifier !== 'string') {
      throw malformed('identifier must be a string');
    }
    return {
      // First, so that they cannot take the place of the fields that have a member of their own.
      ...parseOtherFields(otherFields),
      type,
      ...(typeof identifier === 'string' && { identifier }),
      ...readList('locations', common['locations']),
      ...readList('actions', common['actions']),
      ...readList('datatypes', dataTypes),
      ...readList('privileges', common['privileges']),
    };
  });
}

function readList(name: string, value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isStrings(value)) {
    throw malformed(`${name} must be an array of strings`);
  }
  return { [name]: value };
}

function parseOtherFields(otherFields: unknown): Record<string, unknown> {
  if (otherFields === undefined || otherFields === null) {
    return {};
  }
  try {
    const fields: unknown = typeof otherFields === 'string' && JSON.parse(otherFields);
    if (isObject(fields)) {
      return fields;
    }
  } catch {
    // Falls through: text that is no JSON is as wrong as JSON that is no object.
  }
  throw malformed('otherFields must be a JSON object in a string');
}

function malformed(description: string): ApiError {
  return new ApiError(400, API_CODES.malformedBody, `The parameter authorizationDetails: ${description}.`);
}
