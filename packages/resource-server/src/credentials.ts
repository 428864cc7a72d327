/** The access token that a request carries, and how it was presented. */
export interface Credentials {
  /** The authentication scheme it was presented under. */
  readonly scheme: 'Bearer';
  /** The access token exactly as presented; a secret, never to be logged. */
  readonly token: string;
}
