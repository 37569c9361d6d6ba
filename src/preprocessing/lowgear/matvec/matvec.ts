// Matrix tuples: uniform [[b]] with [[c]] = [[R^T b]] or [[R b]] for the upload masks R of a resident matrix, by
// coefficient packing (layout.ts). The order of the steps is part of the security: R is used for as long as the data
// lives, so nothing that depends on it is opened or checked before it is certain what it was multiplied with.
//
//     1 requests Enc_i(b_i), proven; tags of b from the same ciphertexts; zero where nothing belongs: checked
//     2 answers V_j Enc_i(b_i), where V = E + R is what is held and E b_i is taken away; the shares of c authenticated
//     3 t tossed; rho = sum_q t_q b_q + b' opened and checked: nobody holds another b than it encrypted
//     4 sum_q t_q c_q + c' - R^T rho claimed to be 0 and checked
//
// (b', c') is thrown away. docs/security-arguments.md, "b bound to its ciphertext". @source [CKRRSW20] [RRHK23]

import { UsageError } from '../../../errors.js';
import { type Arena, FACTORS_PER_TRANSFORM } from '../../../kernel/index.js';
import { Vector } from '../../../math/vector.js';
import { tossCoin } from '../../../protocol/coin-toss.js';
import { compute } from '../../../protocol/exchange.js';
import type { Protocol } from '../../../protocol/step.js';
import { checkOpenings } from '../../../sharing/mac-check.js';
import { open } from '../../../sharing/open.js';
import { Shares } from '../../../sharing/shares.js';
import { rangesOf } from '../../ranges.js';
import { type InputMasks, type Orientation, sharesOf } from '../../source.js';
import { authenticate } from '../authenticate.js';
import type { LowGearSession } from '../session.js';
import { bindVectors } from './binding.js';
import { planLayout } from './layout.js';
import { type MaskMatrix, macRows, multiplyRows } from './matrix.js';
import { Multiplication } from './multiply.js';

/** A checked matrix tuple. b can serve as input masks: its keys and tags are kept apart. */
export interface MadeTuple {
  /** `columns` (rows) or `rows` (columns) elements. */
  readonly b: InputMasks;
  /** `rows` (rows) or `columns` (columns) elements. */
  readonly c: Shares;
}

/** Tuples of one run: with the one that is thrown away they fill the places of one ciphertext. */
export const TUPLES_PER_RUN = FACTORS_PER_TRANSFORM - 1;

/**
 * Makes tuples for one matrix, as many as possible in one run: they share ciphertexts, proofs, the work on the matrix
 * and the sacrifice.
 * @param count at least one
 * @returns tuples in the party's arena
 * @cost for every 15 tuples: rounds 25 (26 with three parties or more) and one for every 16 MB of answers, openings
 * |b| + 1, zeroTests 3
 * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED, MAC_CHECK_FAILED, ECHO_MISMATCH,
 * COMMITMENT_BROKEN, NOT_CANONICAL_SHARE: nothing about R was shown, and the keys must be burnt; UsageError
 * INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function* makeMatrixTuples(
  p: LowGearSession,
  matrix: MaskMatrix,
  orientation: Orientation,
  count: number,
): Protocol<MadeTuple[]> {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new UsageError('INVALID_ARGUMENT', `cannot make ${count} tuples`);
  const made: MadeTuple[] = [];
  for (const { from, to } of rangesOf(count, TUPLES_PER_RUN)) {
    made.push(...(yield* p.within((branch) => makeRun(branch, p.arena, matrix, orientation, to - from))));
  }
  return made;
}

/** One run. @param out receives the tuples */
function* makeRun(
  p: LowGearSession,
  out: Arena,
  matrix: MaskMatrix,
  orientation: Orientation,
  count: number,
): Protocol<MadeTuple[]> {
  const { rows, columns } = matrix;
  const layout = planLayout({ rows, columns, orientation, vectors: count + 1 });
  const { vectors, requests } = yield* bindVectors(p, layout);
  const own = vectors.map(({ value }) => value);
  const products = yield* new Multiplication(p, matrix, layout, requests).run(own);
  const all = yield* authenticate(p, Vector.zeros(p.arena, 0).concat(...products));
  const c = products.map((_, v) => all.slice(v * layout.outer, (v + 1) * layout.outer));
  const b = vectors.map((masks) => sharesOf(masks, (value, mac) => new Shares(value, mac)));
  yield* sacrificeLast(p, matrix, orientation, b, c);
  return vectors.slice(0, count).map((masks, q) => ({ b: copyMasks(out, masks), c: copyShares(out, c[q] as Shares) }));
}

/**
 * Checks that c_v = R^T b_v (or R b_v) for all v, at the price of the last pair.
 * @cost rounds 13, openings |b|, zeroTests 2
 * @throws SecurityAbort MAC_CHECK_FAILED and as checkOpenings
 * @hazard the last pair is used up
 */
export function* sacrificeLast(
  p: LowGearSession,
  matrix: MaskMatrix,
  orientation: Orientation,
  b: readonly Shares[],
  c: readonly Shares[],
): Protocol<void> {
  const t = Vector.expand(p.arena, yield* tossCoin(p), 0, b.length - 1);
  const rho = yield* open(p, combine(t, b));
  // Before anything that R was multiplied with is looked at, it is certain what that was.
  yield* checkOpenings(p);
  const host = { kernel: p.kernel, runner: p.workshop.runner };
  const masks = { pieces: macRows(matrix, p.macKey), columns: matrix.columns };
  const product = yield* compute<Uint8Array>(p, {
    name: 'multiplyMasks',
    run: () => multiplyRows(host, masks, orientation, [rho.toBytes()]),
  });
  p.openings.addZero(combine(t, c).mac.sub(Vector.fromBytes(p.arena, product)));
  yield* checkOpenings(p);
}

/** sum_q t_q x_q + the last x. */
function combine(t: Vector, x: readonly Shares[]): Shares {
  const { arena } = t;
  const last = x[x.length - 1] as Shares;
  const sum = copyShares(arena, last);
  x.slice(0, -1).forEach(({ value, mac }, q) => {
    const factor = t.span.slice(q, q + 1);
    arena.kernel.axpyInto(factor, value.span, sum.value.span);
    arena.kernel.axpyInto(factor, mac.span, sum.mac.span);
  });
  return sum;
}

function copyMasks(out: Arena, { value, key, tags }: InputMasks): InputMasks {
  return {
    value: copyVector(out, value),
    key: copyVector(out, key),
    tags: tags.map((tag) => (tag === null ? null : copyVector(out, tag))),
  };
}

function copyShares(out: Arena, { value, mac }: Shares): Shares {
  return new Shares(copyVector(out, value), copyVector(out, mac));
}

function copyVector(out: Arena, x: Vector): Vector {
  const copy = Vector.zeros(out, x.length);
  out.kernel.copyInto(x.span, copy.span);
  return copy;
}
