// Where things lie. Inputs are block-major, each block rows x width, row-major. A reservation's masks are r_0 (which only hides
// the check of the others), one per input, those of the proofs, and one per output.
//
// The proofs take masks for n - 1 verifiers: up to n - 1 of them may collude, and two proofs under one mask would open the
// difference of what it hides. The last verifier's mask is the sum of the others', so any n - 1 are independent.

import { UsageError } from '../../errors.js';
import { ELEMENT_BYTES } from '../../params.js';
import type { Block, Constraint, Statement } from './statement.js';

/** One block's elements among all inputs. */
export interface Place {
  readonly block: Block;
  readonly offset: number;
  readonly length: number;
}

/** Elements from..to-1. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** An upload's challenge comes from the verifier, after the input is fixed; a query's from Fiat-Shamir, so that it costs no round trip. */
export type ProofMode = 'interactive' | 'fiatShamir';

/** The masks of one reservation. */
export interface MaskLayout {
  readonly inputs: Extent;
  readonly proof: Extent;
  readonly outputs: Extent;
  /** All of them with r_0, which is at index 0. */
  readonly total: number;
}

const MAX_INPUTS = 1 << 28;

/** Independent combinations in a proof. A coefficient of 61 bits can be ground offline, three at once cannot. */
export function combinations(mode: ProofMode): number {
  return mode === 'interactive' ? 1 : 3;
}

/** @throws UsageError INVALID_ARGUMENT unless rows is 1 or more, LIMIT_EXCEEDED beyond 2^28 inputs */
export function inputCount(statement: Statement, rows: number): number {
  if (!Number.isSafeInteger(rows) || rows < 1)
    throw new UsageError('INVALID_ARGUMENT', `expected one row or more, got ${rows}`);
  const inputs = rows * statement.blocks.reduce((sum, block) => sum + block.width, 0);
  if (inputs > MAX_INPUTS)
    throw new UsageError('LIMIT_EXCEEDED', `expected at most ${MAX_INPUTS} inputs, got ${inputs}`);
  return inputs;
}

/** Blocks by name, in input order. */
export function placesOf(statement: Statement, rows: number): ReadonlyMap<string, Place> {
  let offset = 0;
  const places = new Map<string, Place>();
  for (const block of statement.blocks) {
    const length = rows * block.width;
    places.set(block.name, { block, offset, length });
    offset += length;
  }
  return places;
}

/** The degree of one constraint's identity. */
export function degreeOf(constraint: Constraint): number {
  if (constraint.kind === 'member') return constraint.values.length;
  return constraint.kind === 'normBound' ? 2 : 1;
}

/** D, the degree of the statement's identity; 0 when nothing is proven. */
export function degree(statement: Statement): number {
  return Math.max(0, ...statement.constraints.map(degreeOf));
}

/** Field elements of a proof for one verifier: D per combination. */
export function proofLength(statement: Statement, mode: ProofMode): number {
  return combinations(mode) * degree(statement);
}

/** Masks of one verifier's proof: D - 1 per combination. */
export function masksPerProof(statement: Statement, mode: ProofMode): number {
  return combinations(mode) * Math.max(0, degree(statement) - 1);
}

/** Masks of all verifiers' proofs together. */
export function proofMaskCount(statement: Statement, mode: ProofMode, parties: number): number {
  return (parties - 1) * masksPerProof(statement, mode);
}

/** Where the masks of a reservation lie. @throws as inputCount */
export function maskLayout(
  statement: Statement,
  rows: number,
  mode: ProofMode,
  parties: number,
  outputs: number,
): MaskLayout {
  const inputs = { from: 1, to: 1 + inputCount(statement, rows) };
  const proof = { from: inputs.to, to: inputs.to + proofMaskCount(statement, mode, parties) };
  const total = proof.to + outputs;
  return { inputs, proof, outputs: { from: proof.to, to: total }, total };
}

/** Bytes of a party's answer to a reservation: its shares, and its parts of the tags for every other party. */
export function maskBytes(layout: MaskLayout, parties: number): number {
  return parties * layout.total * ELEMENT_BYTES;
}
