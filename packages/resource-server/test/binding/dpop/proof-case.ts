import type { DpopProofError, DpopProofFault } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import { makeProof, type ProofChanges, type ProofContext } from './proof-maker.ts';

/** One proof for a request, and what any verifier has to say about it. */
export interface ProofCase {
  readonly name: string;
  readonly make: (context: ProofContext) => { readonly proof: string };
  readonly expected: { readonly valid: true } | ProofRefusal;
}

export interface ProofRefusal {
  readonly valid: false;
  readonly error: DpopProofError;
  /** Which check of the local verifier finds it. */
  readonly fault: DpopProofFault;
}

/** What differs from the proof that is right, where it depends on the request in a function of it. */
type Changes = ProofChanges | ((context: ProofContext) => ProofChanges);

/** A set of members of the header, the claims or the key; `undefined` removes one. */
export type Members = Readonly<Record<string, unknown>>;

export function valid(name: string, changes: Changes): ProofCase {
  return {
    name,
    make: (context) => ({ proof: makeProof(context, apply(changes, context)) }),
    expected: { valid: true },
  };
}

export function broken(
  fault: DpopProofFault,
  name: string,
  make: (context: ProofContext) => string,
): ProofCase {
  return {
    name,
    make: (context) => ({ proof: make(context) }),
    expected: { valid: false, error: 'invalid_dpop_proof', fault },
  };
}

/** Properly signed, and wrong in what it says. */
export function wrong(fault: DpopProofFault, name: string, changes: Changes): ProofCase {
  return broken(fault, name, (context) => makeProof(context, apply(changes, context)));
}

/** In seconds since the epoch. */
export function seconds(context: ProofContext, offset: number): number {
  return Math.floor(context.now / 1000) + offset;
}

export function pathOf(uri: string): string {
  return new URL(uri).pathname;
}

function apply(changes: Changes, context: ProofContext): ProofChanges {
  return typeof changes === 'function' ? changes(context) : changes;
}
