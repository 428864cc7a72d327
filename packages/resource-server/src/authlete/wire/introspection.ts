import type { AccessToken } from '../../access-token.ts';
import type { ForeignObject } from '../../foreign-object.ts';
import { readAuthorizationDetails } from './authorization-details.ts';
import { readBoolean, readIdentifier, readString, readStrings, readTime } from './member-reading.ts';
import type { WirePresentation } from './presentation.ts';
import { readProperties } from './properties.ts';

/** What `POST /auth/introspection` is asked: what the token *is*. Requirements of a route are checked elsewhere. */
export type IntrospectionRequest = WirePresentation;

/** What is read of the answer of `POST /auth/introspection`; `undefined` where Authlete says nothing. */
export interface IntrospectionResponse {
  /** `OK`, `BAD_REQUEST`, `UNAUTHORIZED`, `FORBIDDEN`, `INTERNAL_SERVER_ERROR`, or something that nobody knows yet. */
  readonly action: string | undefined;
  /** A challenge for the client. On `OK` it is a challenge too, so it is never sent as it is. */
  readonly responseContent: string | undefined;
  readonly clientId: string | undefined;
  readonly subject: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly existent: boolean | undefined;
  readonly usable: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** The resources that were asked for when the grant was made (RFC 8707). */
  readonly resources: readonly string[] | undefined;
  /** The resources that this token is narrowed to. */
  readonly accessTokenResources: readonly string[] | undefined;
  readonly authorizationDetails: AccessToken['authorizationDetails'];
  /** The identifier of the grant, where the client uses Grant Management. */
  readonly grantId: string | undefined;
  /** In Authlete's words, such as `AUTHORIZATION_CODE`. */
  readonly grantType: string | undefined;
  readonly acr: string | undefined;
  /** Seconds since the epoch. */
  readonly authTime: number | undefined;
  readonly certificateThumbprint: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly dpopNonce: string | undefined;
  /** Whether the answer to the client must be signed (RFC 9421). */
  readonly responseSigningRequired: boolean | undefined;
}

/** @throws {UnexpectedMember} for a member of another JSON type */
export function readIntrospectionResponse(json: ForeignObject): IntrospectionResponse {
  return {
    action: readString(json, 'action'),
    responseContent: readString(json, 'responseContent'),
    clientId: readIdentifier(json, 'clientId'),
    subject: readString(json, 'subject'),
    scopes: readStrings(json, 'scopes'),
    existent: readBoolean(json, 'existent'),
    usable: readBoolean(json, 'usable'),
    expiresAt: readTime(json, 'expiresAt'),
    resources: readStrings(json, 'resources'),
    accessTokenResources: readStrings(json, 'accessTokenResources'),
    authorizationDetails: readAuthorizationDetails(json),
    grantId: readString(json, 'grantId'),
    grantType: readString(json, 'grantType'),
    acr: readString(json, 'acr'),
    authTime: readTime(json, 'authTime'),
    certificateThumbprint: readString(json, 'certificateThumbprint'),
    properties: readProperties(json),
    dpopNonce: readString(json, 'dpopNonce'),
    responseSigningRequired: readBoolean(json, 'responseSigningRequired'),
  };
}
