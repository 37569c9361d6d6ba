// Proofs that a client's inputs satisfy a statement, in the manner of QuickSilver [YSWW21], on the pairwise tags of input masks. For
// verifier P_i and input x = e + r the client holds x and T_i, and P_i holds K_i = k_i - alpha_i e with T_i = K_i + alpha_i x: a MAC whose
// key only P_i knows. A constraint is a polynomial identity; evaluated at the keys it is a polynomial in alpha_i whose top
// coefficient is what must vanish, and whose other coefficients the client knows. It sends them for one random
// combination of *all* values' constraints: D elements, however long the input.
//
// Zero knowledge: the coefficients are masked by D - 1 further masks r*_k with tags T*_k: coefficient k by T*_k - r*_{k-1}, which the verifier
// evaluates as sum_k K*_k alpha^k. Given what P_i knows, the D coefficients are uniform among those that it accepts.
// Soundness: a false statement passes with probability (D+1)/p per proof with the verifier's challenge, and h/p^3 + D/p after h
// hashes with Fiat-Shamir's three combinations; docs/security-arguments.md, "Range proofs".
//
// Ours: the masks' polynomial (the paper takes D - 1 random VOLE correlations likewise), several verifiers, the three combinations.

import { SecurityAbort, UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { combinationSeeds, modeOf, type ProofContext } from '../sharing/range-proof/combination.js';
import { acceptsPolynomial, maskedPolynomial, powersOf, type TaggedMasks } from '../sharing/range-proof/masked.js';
import { degree, inputCount, masksPerProof, proofLength, proofMaskCount } from './layout.js';
import type { Witness } from './witness.js';

export type { ProofContext } from '../sharing/range-proof/combination.js';
export type { TaggedMasks } from '../sharing/range-proof/masked.js';

/**
 * The client's proof for one verifier.
 * @param inputTags T_i, one per input      @param masks the reservation's proof masks, of all verifiers (see layout.ts)
 * @returns the proof: D elements per combination
 * @throws UsageError LENGTH_MISMATCH
 * @hazard one proof per verifier and reservation: two with different challenges under the same masks open their difference
 * @source [YSWW21]
 */
export function prove(
  arena: Arena,
  context: ProofContext,
  witness: Witness,
  inputTags: Vector,
  masks: TaggedMasks,
): Vector {
  requireLength('tags', inputTags, inputCount(context.statement, context.rows));
  const values = masksFor(context, masks.values);
  const tags = masksFor(context, masks.tags);
  const proof = Vector.zeros(arena, proofLength(context.statement, modeOf(context)));
  const D = degree(context.statement);
  if (D === 0) return proof;
  combinationSeeds(arena.kernel, context).forEach((seed, c) => {
    arena.scope(() => {
      const own = [c * (D - 1), (c + 1) * (D - 1)] as const;
      const part = { values: values.slice(...own), tags: tags.slice(...own) };
      const coefficients = maskedPolynomial(arena, witness, inputTags, part, seed);
      arena.kernel.copyInto(coefficients.span, proof.span.slice(c * D, (c + 1) * D));
    });
  });
  return proof;
}

/** What a verifier holds: its keys k_i for the inputs and for the proof masks of all verifiers, and alpha_i. */
export interface VerifierKeys {
  readonly inputs: Vector;
  readonly masks: Vector;
  readonly macKey: Vector;
}

/**
 * Verifies a client's proof at party `context.verifier`. Call it before anything that depends on the inputs is opened, once per reservation.
 * @param e the masked inputs, public
 * @throws SecurityAbort RANGE_PROOF_REJECTED; UsageError LENGTH_MISMATCH
 * @hazard each rejected proof lets the client rule out at most D of the p values of alpha_i: bound the number of attempts
 * @source [YSWW21]
 */
export function verify(arena: Arena, context: ProofContext, e: Vector, keys: VerifierKeys, proof: Vector): void {
  const { statement, rows } = context;
  requireLength('masked inputs', e, inputCount(statement, rows));
  requireLength('keys', keys.inputs, e.length);
  requireLength('proof', proof, proofLength(statement, modeOf(context)));
  const D = degree(statement);
  if (D === 0) return;
  const accepted = arena.scope(() => {
    const powers = powersOf(arena, keys.macKey, D);
    const maskKeys = masksFor(context, keys.masks);
    const inputs = { statement, rows, key: keys.inputs, e, powers };
    return combinationSeeds(arena.kernel, context)
      .map((seed, c) => {
        const own = maskKeys.slice(c * (D - 1), (c + 1) * (D - 1));
        return acceptsPolynomial(arena, inputs, own, seed, proof.slice(c * D, (c + 1) * D));
      })
      .every((holds) => holds);
  });
  if (!accepted) {
    throw new SecurityAbort('RANGE_PROOF_REJECTED', 'the proof does not show that the inputs satisfy the statement');
  }
}

/** The verifier's masks out of those for n - 1 verifiers: its own set, and for the last verifier the sum of all sets. */
function masksFor(context: ProofContext, all: Vector): Vector {
  const { statement, parties, verifier } = context;
  const each = masksPerProof(statement, modeOf(context));
  requireLength('proof masks', all, proofMaskCount(statement, modeOf(context), parties));
  const sets = Array.from({ length: parties - 1 }, (_, k) => all.slice(k * each, (k + 1) * each));
  return sets[verifier] ?? sets.reduce((sum, set) => sum.add(set));
}

function requireLength(what: string, found: Vector, expected: number): void {
  if (found.length !== expected) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${expected} ${what}, got ${found.length}`);
  }
}
