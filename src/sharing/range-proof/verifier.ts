// The verifier's side of one combination: the same identities evaluated at its own keys K = k - alpha e, where
// K = T - alpha x. Nothing about x is known here, so every constraint is a plain evaluation.

import type { Arena, Span } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { Accumulator, repeated, weights } from './accumulator.js';
import type { Chunk } from './combination.js';
import { degree } from './layout.js';
import type { Digits, Member, NormBound, RowSum, Statement } from './statement.js';

/** What the verifier holds about all inputs. */
export interface VerifierInputs {
  readonly statement: Statement;
  readonly rows: number;
  /** k, one per input. */
  readonly key: Vector;
  /** e, one per input, public. */
  readonly e: Vector;
  /** alpha^0 .. alpha^D. */
  readonly powers: Vector;
}

/** @returns one element: sum_c chi_c alpha^(D - d_c) f_c(K) */
export function verifierValue(arena: Arena, inputs: VerifierInputs, seed: Uint8Array): Vector {
  const verifier = new Verifier(arena, inputs, seed);
  inputs.statement.constraints.forEach((constraint, number) => {
    arena.scope(() => {
      if (constraint.kind === 'member') verifier.addMember(constraint, number);
      else if (constraint.kind === 'digits') verifier.addDigits(constraint, number);
      else if (constraint.kind === 'normBound') verifier.addNorm(constraint, number);
      else verifier.addRowSum(constraint, number);
    });
  });
  return verifier.total();
}

class Verifier {
  /** One sum for the constraints of each degree, at index D - d: the power of alpha that lifts them. */
  private readonly byLift: Accumulator;
  private readonly minusAlpha: Span;
  private readonly degree: number;

  constructor(
    private readonly arena: Arena,
    private readonly inputs: VerifierInputs,
    seed: Uint8Array,
  ) {
    this.degree = degree(inputs.statement);
    this.byLift = new Accumulator(arena, inputs.statement, inputs.rows, seed, this.degree);
    this.minusAlpha = arena.alloc(1);
    arena.kernel.negInto(this.power(1), this.minusAlpha);
  }

  /** chi prod over v of (K + alpha v). */
  addMember({ block, values }: Member, number: number): void {
    const { kernel } = this.arena;
    const lift = this.degree - values.length;
    const shifts = Vector.fromInts(this.arena, values).scale(this.power(1)).span;
    const last = values.length - 1;
    this.byLift.eachChunk(number, this.byLift.place(block).length, 1, (chunk, product) => {
      const K = this.keys(block, chunk);
      const factor = this.arena.alloc(K.length);
      for (let v = 0; v < last; v++) {
        kernel.addConstantInto(shifts.slice(v, v + 1), K, factor);
        kernel.mulInto(product, factor, product);
      }
      kernel.addConstantInto(shifts.slice(last, last + 1), K, factor);
      this.byLift.addInner(lift, product, factor);
    });
  }

  /** chi (K_x - sum_k base^k K_digit_k). */
  addDigits({ block, digits, base, count }: Digits, number: number): void {
    const lift = this.degree - 1;
    const minusWeights = weights(this.arena, -1n, base, count);
    this.byLift.eachChunk(number, this.byLift.place(block).length, count, (chunk, chi) => {
      this.byLift.addInner(lift, chi, this.keys(block, chunk));
      this.byLift.addRows(lift, this.keys(digits, chunk, count), chi, minusWeights);
    });
  }

  /** chi (alpha^2 bound - sum_j K_j^2 + alpha sum_k base^k K_slack_k). */
  addNorm({ block, slack, base, count, bound }: NormBound, number: number): void {
    const { kernel } = this.arena;
    const lift = this.degree - 2;
    const { width } = this.byLift.place(block).block;
    const minusOnes = repeated(this.arena, -1n, width);
    const slackWeights = weights(this.arena, 1n, base, count);
    kernel.scaleInto(this.power(1), slackWeights, slackWeights);
    const constant = this.arena.alloc(1);
    kernel.scaleInto(BigInt(bound), this.power(2), constant);
    this.byLift.eachChunk(number, this.inputs.rows, width + count, (chunk, chi) => {
      const K = this.keys(block, chunk, width);
      kernel.mulInto(K, K, K);
      this.byLift.addRows(lift, K, chi, minusOnes);
      this.byLift.addRows(lift, this.keys(slack, chunk, count), chi, slackWeights);
      this.byLift.addScaledSum(lift, constant, chi);
    });
  }

  /** chi (sum_j K_j + alpha equals). */
  addRowSum({ block, equals }: RowSum, number: number): void {
    const lift = this.degree - 1;
    const { width } = this.byLift.place(block).block;
    const ones = repeated(this.arena, 1n, width);
    const constant = this.arena.alloc(1);
    this.arena.kernel.scaleInto(BigInt(equals), this.power(1), constant);
    this.byLift.eachChunk(number, this.inputs.rows, width, (chunk, chi) => {
      this.byLift.addRows(lift, this.keys(block, chunk, width), chi, ones);
      this.byLift.addScaledSum(lift, constant, chi);
    });
  }

  total(): Vector {
    return this.byLift.sums.dot(this.inputs.powers.slice(0, this.degree));
  }

  /** K = k - alpha e of a chunk's items, `size` elements each. */
  private keys(block: string, chunk: Chunk, size = 1): Span {
    const { from, to } = this.byLift.extent(block, chunk, size);
    const K = this.arena.alloc(to - from);
    this.arena.kernel.scaleInto(this.minusAlpha, this.inputs.e.span.slice(from, to), K);
    this.arena.kernel.addInto(K, this.inputs.key.span.slice(from, to), K);
    return K;
  }

  private power(k: number): Span {
    return this.inputs.powers.span.slice(k, k + 1);
  }
}
