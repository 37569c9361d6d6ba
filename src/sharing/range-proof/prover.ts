// The prover's side of one combination: sum_c chi_c f_c(X) as a polynomial in X = alpha, where f_c is c's identity on T - X x,
// which for the right X is the verifier's key. Constraints of degree d < D are lifted by X^(D-d). The coefficient of X^D is
// the random combination of what must vanish; it is 0 and not computed.

import type { Arena, Span } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import { Accumulator, repeated, weights } from './accumulator.js';
import { CHUNK, type Chunk } from './combination.js';
import { degree } from './layout.js';
import type { Digits, Member, NormBound, RowSum } from './statement.js';
import { SymmetricTable } from './symmetric.js';
import type { Witness } from './witness.js';

/**
 * @param tags T_i of all inputs, for one verifier
 * @returns coefficients 0 .. D-1, not masked yet
 */
export function proverPolynomial(arena: Arena, witness: Witness, tags: Vector, seed: Uint8Array): Vector {
  const prover = new Prover(arena, witness, tags.span, seed);
  witness.statement.constraints.forEach((constraint, number) => {
    arena.scope(() => {
      if (constraint.kind === 'member') prover.addMember(constraint, number);
      else if (constraint.kind === 'digits') prover.addDigits(constraint, number);
      else if (constraint.kind === 'normBound') prover.addNorm(constraint, number);
      else prover.addRowSum(constraint, number);
    });
  });
  return prover.coefficients.sums;
}

class Prover {
  readonly coefficients: Accumulator;
  private readonly degree: number;

  constructor(
    private readonly arena: Arena,
    private readonly witness: Witness,
    private readonly tags: Span,
    seed: Uint8Array,
  ) {
    this.degree = degree(witness.statement);
    this.coefficients = new Accumulator(arena, witness.statement, witness.rows, seed, this.degree);
  }

  /** chi e_m(x) T^(d-m) for m = d-1 .. 0. */
  addMember(constraint: Member, number: number): void {
    const { kernel } = this.arena;
    const d = constraint.values.length;
    const lift = this.degree - d;
    const index = this.witness.memberIndex(constraint);
    const table = new SymmetricTable(constraint.values, CHUNK);
    this.coefficients.eachChunk(number, index.length, 1, (chunk, power) => {
      const T = this.tagsOf(constraint.block, chunk);
      const members = index.subarray(chunk.from, chunk.to);
      const e = this.arena.alloc(T.length);
      kernel.mulInto(power, T, power);
      for (let m = d - 1; m > 0; m--) {
        table.lookupInto(kernel, m, members, e);
        this.coefficients.addInner(lift + m, e, power);
        kernel.mulInto(power, T, power);
      }
      this.coefficients.addSum(lift, power); // e_0 = 1
    });
    table.wipe();
  }

  /** chi (T_x - sum_k base^k T_digit_k). */
  addDigits({ block, digits, base, count }: Digits, number: number): void {
    const minusWeights = weights(this.arena, -1n, base, count);
    this.coefficients.eachChunk(number, this.coefficients.place(block).length, count, (chunk, chi) => {
      this.coefficients.addInner(this.degree - 1, chi, this.tagsOf(block, chunk));
      this.coefficients.addRows(this.degree - 1, this.tagsOf(digits, chunk, count), chi, minusWeights);
    });
  }

  /** Coefficient 0: chi (-sum_j T_j^2); 1: chi (2 sum_j T_j x_j + sum_k base^k T_slack_k). */
  addNorm({ block, slack, base, count }: NormBound, number: number): void {
    const { kernel } = this.arena;
    const lift = this.degree - 2;
    const { width } = this.coefficients.place(block).block;
    const minusOnes = repeated(this.arena, -1n, width);
    const twos = repeated(this.arena, 2n, width);
    const slackWeights = weights(this.arena, 1n, base, count);
    this.coefficients.eachChunk(number, this.witness.rows, width + count, (chunk, chi) => {
      const T = this.tagsOf(block, chunk, width);
      const products = this.arena.alloc(T.length);
      kernel.mulInto(T, T, products);
      this.coefficients.addRows(lift, products, chi, minusOnes);
      this.witness.load(kernel, block, chunk.from * width, chunk.to * width, products);
      kernel.mulInto(T, products, products);
      this.coefficients.addRows(lift + 1, products, chi, twos);
      this.coefficients.addRows(lift + 1, this.tagsOf(slack, chunk, count), chi, slackWeights);
    });
  }

  /** chi sum_j T_j. */
  addRowSum({ block }: RowSum, number: number): void {
    const { width } = this.coefficients.place(block).block;
    const ones = repeated(this.arena, 1n, width);
    this.coefficients.eachChunk(number, this.witness.rows, width, (chunk, chi) => {
      this.coefficients.addRows(this.degree - 1, this.tagsOf(block, chunk, width), chi, ones);
    });
  }

  private tagsOf(block: string, chunk: Chunk, size = 1): Span {
    const { from, to } = this.coefficients.extent(block, chunk, size);
    return this.tags.slice(from, to);
  }
}
