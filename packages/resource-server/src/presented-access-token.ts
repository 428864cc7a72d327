import { hash } from 'node:crypto';
import type { PresentedToken } from './presented-token.ts';

type Members = Omit<PresentedToken, 'tokenDigest'>;

/** A presented token that hashes itself at most once, and only for those who ask. */
export class PresentedAccessToken implements PresentedToken {
  readonly scheme: PresentedToken['scheme'];
  readonly token: string;
  readonly proof: PresentedToken['proof'];
  readonly certificate: PresentedToken['certificate'];
  readonly message: PresentedToken['message'];
  readonly mustProve: PresentedToken['mustProve'];
  readonly maxStaleness: number | undefined;
  readonly staleIfError: number | undefined;
  readonly deadline: number | undefined;
  #digest: string | undefined;

  constructor(members: Members) {
    this.scheme = members.scheme;
    this.token = members.token;
    this.proof = members.proof;
    this.certificate = members.certificate;
    this.message = members.message;
    this.mustProve = members.mustProve;
    this.maxStaleness = members.maxStaleness;
    this.staleIfError = members.staleIfError;
    this.deadline = members.deadline;
  }

  get tokenDigest(): string {
    this.#digest ??= hash('sha256', this.token, 'base64url');
    return this.#digest;
  }

  /** The same, for facts that nobody has kept. */
  get fresh(): PresentedAccessToken {
    const { scheme, token, proof, certificate, message, mustProve, deadline } = this;
    return new PresentedAccessToken({
      scheme,
      token,
      proof,
      certificate,
      message,
      mustProve,
      maxStaleness: 0,
      staleIfError: undefined,
      deadline,
    });
  }
}
