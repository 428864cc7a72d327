/** Nobody answers at an address. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly origin: string;

  constructor(origin: string, options?: ErrorOptions) {
    super(`Nobody answers at ${origin}.`, options);
    this.origin = origin;
  }
}
