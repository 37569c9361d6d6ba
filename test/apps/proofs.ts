// What parties make of a client's rows for a program: the proofs that its tables ask for, against clients that tell the truth, that lie, and
// that prove nothing.

import * as assert from 'uvu/assert';
import { completeValues } from '../../src/io/complete.js';
import { degree, proofLength } from '../../src/io/layout.js';
import { type BlockValues, Witness } from '../../src/io/witness.js';
import { mod } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import type { Instance } from '../../src/secure/program/instance.js';
import { combinationSeeds, type ProofContext } from '../../src/sharing/range-proof/combination.js';
import { maskPolynomial, referencePolynomial } from '../io/reference-prover.js';
import {
  codeOf,
  contextFor,
  inputMasksOf,
  kernel,
  maskedInputs,
  proveToAll,
  type Setting,
  setting,
  tagsFor,
  verifyAt,
} from '../io/support.js';

/** Sends rows of the dataset or the query with the proof that an honest client's software makes of them. */
export class Claims {
  readonly #statement;
  readonly #mode;

  constructor({ uploadStatement, queryStatement }: Instance, what: 'dataset' | 'query') {
    this.#statement = what === 'dataset' ? uploadStatement : queryStatement;
    this.#mode = what === 'dataset' ? ('interactive' as const) : ('fiatShamir' as const);
  }

  /** @param values all blocks; digits that are missing are made */
  accepted(rows: number, values: BlockValues): void {
    const complete = completeValues(this.#statement, rows, values);
    for (const parties of [2, 3]) proveToAll(this.#setting(rows, parties), complete);
  }

  /**
   * A client whose software proves what it sends as well as can be, false as it is: all it cannot send is a coefficient that must vanish.
   * @param values all blocks, digits included where they cannot be made
   */
  refused(rows: number, values: BlockValues, why: string): void {
    const complete = completeValues(this.#statement, rows, values);
    const x = this.#statement.blocks.flatMap(({ name }) => Array.from(complete[name] ?? [], (v) => mod(BigInt(v))));
    const s = this.#setting(rows, 2);
    const e = Vector.fromBigInts(s.arena, x).sub(inputMasksOf(s));
    for (const verifier of [0, 1]) {
      const context = contextFor(s, e, verifier);
      const proof = Vector.fromBigInts(s.arena, textbookProof(s, x, context));
      const found = codeOf(() => verifyAt(s, context, e, proof));
      assert.is(found, 'RANGE_PROOF_REJECTED', `${why}, party ${verifier}`);
    }
  }

  /** Sends the values, true as they may be, and zeros for a proof. */
  refusedWithoutProof(rows: number, values: BlockValues): void {
    const s = this.#setting(rows, 2);
    const e = maskedInputs(s, new Witness(this.#statement, rows, completeValues(this.#statement, rows, values)));
    const nothing = Vector.zeros(s.arena, proofLength(this.#statement, this.#mode));
    for (const verifier of [0, 1]) {
      const found = codeOf(() => verifyAt(s, contextFor(s, e, verifier), e, nothing));
      assert.is(found, 'RANGE_PROOF_REJECTED', `party ${verifier}`);
    }
  }

  #setting(rows: number, parties: number): Setting {
    return setting({ statement: this.#statement, rows, parties, mode: this.#mode });
  }
}

/** The proof of the textbook prover for inputs x, true or false. */
function textbookProof(s: Setting, x: readonly bigint[], context: ProofContext): bigint[] {
  const D = degree(s.statement);
  const { inputs, masks } = tagsFor(s, context.verifier);
  const [values, tags] = [masks.values.toBigInts(), masks.tags.toBigInts()];
  return combinationSeeds(kernel, context).flatMap((seed, c) => {
    const f = referencePolynomial(s.statement, s.rows, x, inputs.toBigInts(), seed);
    const own = [c * (D - 1), (c + 1) * (D - 1)] as const;
    return maskPolynomial(f, values.slice(...own), tags.slice(...own));
  });
}
