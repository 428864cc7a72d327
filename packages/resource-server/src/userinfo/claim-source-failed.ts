/** A claim source among several failed, or was too slow. `cause` says why, in the words of the source. */
export class ClaimSourceFailed extends Error {
  override readonly name = 'ClaimSourceFailed';
  readonly code = 'CLAIM_SOURCE_FAILED';
  /** The name of the source. */
  readonly source: string;

  constructor(source: string, cause: unknown) {
    super(`the claim source ${source} failed`, { cause });
    this.source = source;
  }
}
