import type { Answer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import type { Generation } from '../http/service-authentication.ts';
import type { Service } from '../service.ts';

/** A request to an endpoint, authenticated and read. */
export interface EndpointRequest {
  readonly method: string;
  /** For calls that belong to one of Authlete's generations. */
  readonly generation?: Generation;
  /** From the body, or from the query when the method has no body. */
  readonly parameters: RequestParameters;
  /** What follows the path of the endpoint; empty unless {@link Endpoint.hasIdentifier}. */
  readonly identifier: string;
}

/** One endpoint of the Authlete API, or one private call. */
export interface Endpoint {
  /** Without `/api` and service ID. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[];
  /** Whether an identifier follows the path as a last segment. */
  readonly hasIdentifier?: boolean;
  /** Whether a request may have no body although its method allows one. */
  readonly bodyOptional?: boolean;
  /** The `type` that API 2.x adds to the answer. Only `introspectionResponse` is known, the others are invented. */
  readonly type?: string;
  handle(request: EndpointRequest, service: Service): Promise<Answer> | Answer;
}
