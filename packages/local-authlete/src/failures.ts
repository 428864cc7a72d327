/** One way in which local Authlete can be made to fail. */
export type FailureKind =
  /** Another HTTP status than 200, with Authlete's JSON error or with the HTML page of a gateway. */
  | {
      readonly kind: 'status';
      readonly status: 401 | 403 | 429 | 500 | 503;
      /** Default `json`. */
      readonly body?: 'json' | 'html';
      /** Adds `Retry-After`, in seconds. */
      readonly retryAfter?: number;
    }
  /** Nothing at all is sent for a while, in milliseconds. */
  | { readonly kind: 'slow-headers'; readonly delay: number }
  /** Headers and half of the body are sent, the rest after a while, in milliseconds. */
  | { readonly kind: 'slow-body'; readonly delay: number }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'truncated-body' }
  /** The connection is reset before anything is sent. */
  | { readonly kind: 'connection-reset' }
  /** `application/json`, but not JSON. */
  | { readonly kind: 'malformed-json' }
  /** The right body under the wrong type. Default `text/html`. */
  | { readonly kind: 'wrong-content-type'; readonly contentType?: string }
  /** The answer is padded with a member of this many bytes. Default 16 MiB. */
  | { readonly kind: 'oversized-body'; readonly bytes?: number }
  /** 302 to another place. Default: a path of local Authlete that answers a GET request with 200 and JSON. */
  | { readonly kind: 'redirect'; readonly location?: string }
  /** `action` has a value that Authlete does not have. */
  | { readonly kind: 'unknown-action' }
  /** There is no `action`. */
  | { readonly kind: 'missing-action' }
  /** There is no `responseContent`. */
  | { readonly kind: 'missing-response-content' }
  /** `responseContent` ends in a line break and a header of an attacker's choice. */
  | { readonly kind: 'control-characters' }
  /** HTTP 200 with `action` `INTERNAL_SERVER_ERROR`. */
  | { readonly kind: 'internal-server-error' }
  /** `usable` is false whatever `action` says. */
  | { readonly kind: 'unusable' }
  /** The token expires after `/auth/userinfo` and before `/auth/userinfo/issue`, which alone is concerned. */
  | { readonly kind: 'expiry-before-issue' };

/** A failure, and where and how often it happens. */
export type Failure = FailureKind & {
  /** The endpoint that fails, without `/api` and service ID, such as `/auth/introspection`. Default: all of them. */
  readonly endpoint?: string;
  /** How many requests fail. Default: all, until the switches are cleared. */
  readonly times?: number;
};

/**
 * The switches that make the Authlete API of local Authlete fail on purpose.
 *
 * One failure happens per request: the one that was added first among those that concern the endpoint.
 *
 * @example
 * ```ts
 * localAuthlete.failures.add({ kind: 'status', status: 503, endpoint: '/auth/introspection', times: 2 });
 * ```
 */
export interface Failures {
  /** Adds a failure. Throws a `TypeError` when its members make no sense. */
  add(failure: Failure): void;
  /** Takes all failures away. */
  clear(): void;
  /** The failures that are left. */
  list(): readonly Failure[];
}

/** {@link Failures}, with the side that the server uses. */
export class FailureSwitches implements Failures {
  #pending: { failure: Failure; left: number }[] = [];

  add(failure: Failure): void {
    checkFailure(failure);
    this.#pending.push({ failure: Object.freeze({ ...failure }), left: failure.times ?? Infinity });
  }

  clear(): void {
    this.#pending = [];
  }

  list(): readonly Failure[] {
    return this.#pending.map(({ failure, left }) =>
      left === Infinity ? failure : { ...failure, times: left },
    );
  }

  /** The failure that the next request to an endpoint has, which is used up. */
  take(endpoint: string): Failure | undefined {
    const pending = this.#pending.find(({ failure }) => concerns(failure, endpoint));
    if (pending) {
      pending.left -= 1;
      this.#pending = this.#pending.filter(({ left }) => left > 0);
    }
    return pending?.failure;
  }
}

function concerns(failure: Failure, endpoint: string): boolean {
  if (failure.kind === 'expiry-before-issue') {
    return endpoint === '/auth/userinfo/issue';
  }
  return failure.endpoint === undefined || failure.endpoint === endpoint;
}

const MEMBERS: Readonly<Record<FailureKind['kind'], readonly string[]>> = {
  status: ['status', 'body', 'retryAfter'],
  'slow-headers': ['delay'],
  'slow-body': ['delay'],
  'truncated-body': [],
  'connection-reset': [],
  'malformed-json': [],
  'wrong-content-type': ['contentType'],
  'oversized-body': ['bytes'],
  redirect: ['location'],
  'unknown-action': [],
  'missing-action': [],
  'missing-response-content': [],
  'control-characters': [],
  'internal-server-error': [],
  unusable: [],
  'expiry-before-issue': [],
};

const isHeaderValue = (value: unknown): boolean => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  endpoint: (value) => typeof value === 'string' && value.startsWith('/'),
  times: (value) => isCount(value) && value !== 0,
  status: (value) => [401, 403, 429, 500, 503].includes(Number(value)),
  body: (value) => value === 'json' || value === 'html',
  retryAfter: isCount,
  delay: isCount,
  bytes: (value) => isCount(value) && Number(value) <= 1 << 28,
  contentType: isHeaderValue,
  location: isHeaderValue,
};

/** Failures also arrive as JSON, so what the types promise is checked. */
function checkFailure(failure: Failure): void {
  const members = Object.hasOwn(MEMBERS, failure.kind) ? MEMBERS[failure.kind] : undefined;
  if (!members) {
    throw new TypeError(`kind must be one of ${Object.keys(MEMBERS).join(', ')}`);
  }
  for (const [name, value] of Object.entries(failure)) {
    if (name !== 'kind' && ![...members, 'endpoint', 'times'].includes(name)) {
      throw new TypeError(`a failure of kind ${failure.kind} has no member ${name}`);
    }
    if (value !== undefined && CHECKS[name]?.(value) === false) {
      throw new TypeError(`${name} of the failure is not valid`);
    }
  }
  for (const name of members.filter((member) => member === 'status' || member === 'delay')) {
    if (!(name in failure)) {
      throw new TypeError(`a failure of kind ${failure.kind} needs ${name}`);
    }
  }
}
