// One combination's proof as it is sent: the polynomial's lower coefficients, masked by D - 1 further authenticated
// uniform values r*_k with tags T*_k: coefficient k by T*_k - r*_{k-1}. The verifier evaluates that as sum_k K*_k
// alpha^k. Given what it knows, the D coefficients are uniform among those that it accepts [YSWW21].

import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { degree } from './layout.js';
import { proverPolynomial } from './prover.js';
import { type VerifierInputs, verifierValue } from './verifier.js';
import type { Witness } from './witness.js';

/** What the prover holds about masks: their values, and their tags towards one verifier. */
export interface TaggedMasks {
  readonly values: Vector;
  readonly tags: Vector;
}

/**
 * @param tags of all inputs, towards one verifier      @param masks D - 1 of them, used for nothing else
 * @param seed of the combination, unknown when the inputs were fixed
 * @returns D elements
 * @source [YSWW21]
 */
export function maskedPolynomial(
  arena: Arena,
  witness: Witness,
  tags: Vector,
  masks: TaggedMasks,
  seed: Uint8Array,
): Vector {
  const D = degree(witness.statement);
  const proof = Vector.zeros(arena, D);
  const { kernel } = arena;
  arena.scope(() => {
    kernel.copyInto(proverPolynomial(arena, witness, tags, seed).span, proof.span);
    const [low, high] = [proof.span.slice(0, D - 1), proof.span.slice(1, D)];
    kernel.addInto(low, masks.tags.span, low);
    kernel.subInto(high, masks.values.span, high);
  });
  return proof;
}

/** Whether D coefficients are what the verifier's keys and its D - 1 mask keys say they must be. @source [YSWW21] */
export function acceptsPolynomial(
  arena: Arena,
  inputs: VerifierInputs,
  maskKeys: Vector,
  seed: Uint8Array,
  coefficients: Vector,
): boolean {
  const D = degree(inputs.statement);
  return arena.scope(() => {
    const value = verifierValue(arena, inputs, seed);
    const mask = maskKeys.dot(inputs.powers.slice(0, D - 1));
    return coefficients.dot(inputs.powers.slice(0, D)).equals(value.add(mask));
  });
}

/** alpha^0 .. alpha^D */
export function powersOf(arena: Arena, alpha: Vector, D: number): Vector {
  const powers: Vector[] = [Vector.fromInts(arena, [1])];
  for (let k = 1; k <= D; k++) powers.push((powers[k - 1] as Vector).mul(alpha));
  return (powers[0] as Vector).concat(...powers.slice(1));
}
