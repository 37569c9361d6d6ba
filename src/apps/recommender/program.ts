// A private recommendation [EVTL12], exactly: similarity of the asking user to every user over the dense items, one
// comparison each, and the sums of the similar users' sparse ratings. With V = [dense | sparse] uploaded once,
//
//     sim = V_dense v~           no round: v~ is the client's own input, its mask is the matvec tuple's b
//     gamma = [sim >= s^2 delta] one vector of comparisons
//     L = sum gamma,  UR = V_sparse^T gamma, opened under a mask with row tags
//     ok = [L >= minimum],  output ok L, ok UR under the client's masks
//
// The asker's own rows are left out by construction (they are public as positions). plain.ts is the same in the clear.

import type { Vector } from '../../math/vector.js';
import { atLeast } from '../../online/compare.js';
import { comparisonDemand } from '../../online/demand.js';
import { type BoundTuple, bindTuple, multiplyOpened, type ResidentMatrix } from '../../online/matrix.js';
import { recombine } from '../../online/multiply.js';
import type { OnlineParty } from '../../online/party.js';
import { makeRowTags, openProductMasked, prepareRowMask, type RowMask, type RowTags } from '../../online/row-tags.js';
import type { Triples } from '../../preprocessing/source.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import type { DatasetVersion, Program, QueryContext, RowRange } from '../../service/program.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { open } from '../../sharing/open.js';
import { outputMasked } from '../../sharing/output.js';
import { Shares } from '../../sharing/shares.js';
import type { RecommenderParameters } from './parameters.js';
import { queryStatement, uploadStatement } from './statements.js';

/** What one query keeps ready: bound tuples, the mask of the masked product, and the triples that apply `ok`. */
export interface Prepared {
  readonly dense: BoundTuple;
  readonly apply: Triples;
  readonly mask: RowMask;
}

/** Checks of one run: before the neighbours are compared with the minimum, before the output is opened, and after. */
const RUN_CHECKS = 3;

/** Coins of one query: its preparation is checked, the client's masks are, and the run. */
const QUERY_COINS = 1 + 1 + RUN_CHECKS;

/** @param parameters public, checked by recommenderParameters */
export function recommender(parameters: RecommenderParameters): Program<RowTags, Prepared> {
  const { sparse, dense, comparisonBits: k, digitWidth: w } = parameters;
  const outputs = 1 + sparse;
  return {
    name: 'recommender',
    parameters: JSON.stringify(parameters),
    upload: uploadStatement(parameters),
    residentBlocks: ['dense', 'sparse'],
    maxRows: parameters.maxUsers,
    query: queryStatement(parameters),
    outputs,

    bindDemand: ({ rows, matrixIds }) => [
      [
        { kind: 'random', n: sparse },
        matvec(matrixIds, 'sparse', rows, sparse, 'rows', { from: 'random' }),
        { kind: 'zeroTest', n: 1 },
      ],
    ],
    bind: (p, data) => bind(p, data, sparse),

    queryDemand: ({ rows, matrixIds }, inputOffset) => [
      matvec(matrixIds, 'dense', rows, dense, 'rows', { from: 'inputMasks', offset: inputOffset }),
      matvec(matrixIds, 'sparse', rows, sparse, 'columns', { from: 'random' }),
      // One comparison per user, one for their number; L and UR times ok; the mask's <beta, u>.
      ...comparisonDemand(k, w, rows + 1, outputs + sparse),
      { kind: 'zeroTest', n: 1 + RUN_CHECKS },
    ],
    prepare: (p, context) => prepare(p, context, outputs),
    run: (p, context, prepared, input) => run(p, context, prepared, input.slice(0, dense), parameters),
  };
}

function matvec(
  ids: ReadonlyMap<string, string>,
  block: 'dense' | 'sparse',
  rows: number,
  columns: number,
  orientation: 'rows' | 'columns',
  operand: { from: 'random' } | { from: 'inputMasks'; offset: number },
) {
  return { kind: 'matvec', matrix: ids.get(block) ?? '', rows, columns, orientation, operand } as const;
}

function matrixOf(data: DatasetVersion, block: string): ResidentMatrix {
  const matrix = data.matrices.get(block);
  if (matrix === undefined) throw new RangeError(`dataset version ${data.version} has no block ${block}`);
  return matrix;
}

/** @cost rounds 6, waits 2, openings sparse, randoms sparse, matvecs 1, zeroTests 1 */
function* bind(p: OnlineParty, data: DatasetVersion, sparse: number): Protocol<RowTags> {
  const matrix = matrixOf(data, 'sparse');
  const beta = p.tuples.takeRandoms(sparse);
  const tuple = yield* bindTuple(p, matrix, 'rows');
  return yield* makeRowTags(p, matrix, beta, tuple);
}

/** @cost rounds 5, waits 1, openings 2sparse, triples outputs + sparse, matvecs 2, zeroTests 1 */
function* prepare(p: OnlineParty, { data, bound }: QueryContext<RowTags>, outputs: number): Protocol<Prepared> {
  const [dense, sparse] = yield* parallel([
    bindTuple(p, matrixOf(data, 'dense'), 'rows'),
    bindTuple(p, matrixOf(data, 'sparse'), 'columns'),
  ]);
  const apply = p.tuples.takeTriples(outputs);
  const [mask] = yield* parallel([
    prepareRowMask(p, bound, sparse, apply.b.slice(1, outputs).neg()),
    p.coins.prepare(p, QUERY_COINS),
  ]);
  yield* checkOpenings(p);
  return { dense, apply, mask };
}

/**
 * @cost rounds 22, waits 1, openings 13rows + 12 + 3outputs, comparisonMasks rows + 1, factorTriples 3rows + 3, triples rows + 1,
 *   zeroTests 3 (k = 20, w = 4, coins prepared)
 * @source [EVTL12]
 */
function* run(
  p: OnlineParty,
  { data, bound, ownRows, outputMasks }: QueryContext<RowTags>,
  { dense, apply, mask }: Prepared,
  masked: Vector,
  { threshold, minimumNeighbours, comparisonBits: k, digitWidth: w }: RecommenderParameters,
): Protocol<Vector> {
  const similarity = yield* multiplyOpened(p, matrixOf(data, 'dense'), 'rows', masked, dense);
  const similar = yield* atLeast(p, similarity, BigInt(threshold), k, w);
  const gamma = without(p, similar, ownRows);
  const L = gamma.sum();

  const [ratings, [neighbours, shown]] = yield* parallel([
    openProductMasked(p, matrixOf(data, 'sparse'), bound, gamma, mask), // UR - b
    enough(p, L, apply, BigInt(minimumNeighbours), k, w), // L - b, ok - a
  ]);
  const differences = neighbours.concat(ratings);
  return yield* outputMasked(p, recombine(p, apply, shown, differences), outputMasks);
}

/** Opens L - b_0 and, for every output, ok - a: what the triples need to apply ok = [L >= minimum]. */
function* enough(
  p: OnlineParty,
  L: Shares,
  apply: Triples,
  minimum: bigint,
  k: number,
  w: number,
): Protocol<[neighbours: Vector, shown: Vector]> {
  const [neighbours, ok] = yield* parallel([open(p, L.sub(apply.b.slice(0, 1))), atLeast(p, L, minimum, k, w)]);
  return [neighbours, yield* open(p, ok.repeat(apply.a.length).sub(apply.a))];
}

/** Puts zeros in place of the asker's own rows. */
function without(p: OnlineParty, gamma: Shares, rows: readonly RowRange[]): Shares {
  let kept = gamma;
  for (const { from, to } of rows) {
    const zeros = Shares.zeros(p.arena, to - from);
    kept = kept.slice(0, from).concat(zeros, kept.slice(to, kept.length));
  }
  return kept;
}
