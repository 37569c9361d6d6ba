// Before the query: all tuples are taken, matrix tuples are bound to the data, and the coins of all checks are committed to. A set-up
// that takes its tuples chapter by chapter does the first two at the beginning of each.

import { type BoundTuple, bindTuple } from '../../online/matrix.js';
import type { OnlineParty } from '../../online/party.js';
import { SingleUse } from '../../online/single-use.js';
import type { BatchSource } from '../../preprocessing/batch.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import type { Node } from '../graph/graph.js';
import { matvecsOf } from '../plan/batches.js';
import { chaptersOf } from '../plan/chapters.js';
import { queryBlockOf } from '../plan/classes.js';
import { type Forecast, forecast } from '../plan/forecast.js';
import type { Schedule } from '../plan/schedule.js';
import { matrixOf } from './batch.js';
import type { PrepareContext } from './context.js';
import { reserve } from './reserve.js';

/** The tuples of one chapter, those of matrices bound to the data. */
export interface Material {
  readonly tuples: BatchSource;
  readonly bound: ReadonlyMap<Node, BoundTuple>;
}

/** What one run uses up; of a schedule with several chapters, what the first one does. */
export type Prepared = SingleUse<Material>;

/**
 * Rounds and bytes as forecast().prepare says.
 * @param extraCoins coins for checks of the caller's own
 * @returns the material of one run; it lives in the session's arena
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT for a missing block, before anything is sent
 */
export function* prepare(p: OnlineParty, plan: Schedule, context: PrepareContext, extraCoins = 0): Protocol<Prepared> {
  const { coins } = forecastFor(p, plan, context, extraCoins).prepare;
  const material = reserveChapter(p, plan, 0, context);
  // Tuples are taken before anything is sent: the first branch of the two begins first.
  const [prepared] = coins === 0 ? [yield* material] : yield* parallel([material, p.coins.prepare(p, coins)]);
  return new SingleUse('what was prepared for a run', prepared);
}

/**
 * Takes the tuples of a chapter, and binds those of matrices.
 * @param p its tuples are the chapter's      @cost rounds 0, and a wait if there are matrices
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT for a missing block
 */
export function* reserveChapter(
  p: OnlineParty,
  plan: Schedule,
  chapter: number,
  context: PrepareContext,
): Protocol<Material> {
  const tuples = reserve(p, forecastFor(p, plan, context).chapters[chapter] ?? []);
  const nodes = chaptersOf(plan)[chapter]?.stages.flatMap(({ batches }) => matvecsOf(batches)) ?? [];
  const results = nodes.length === 0 ? [] : yield* parallel(nodes.map((node) => bind(p, node, context)));
  return { tuples, bound: new Map(nodes.map((node, i) => [node, results[i] as BoundTuple])) };
}

function forecastFor(p: OnlineParty, plan: Schedule, { matrices }: PrepareContext, extraCoins = 0): Forecast {
  const ids: Record<string, string> = {};
  const inputOffsets: Record<string, number> = {};
  for (const node of plan.matvecs) {
    const { op, name } = node;
    if (op.kind !== 'matvec') continue;
    ids[op.block] = matrixOf({ matrices }, op.block, name).id;
    // Only the lines' kinds and numbers matter here; where a block's masks are, the batch knows.
    const block = queryBlockOf(node);
    if (block !== null) inputOffsets[block] = 0;
  }
  return forecast(plan, { parties: p.parties, matrices: ids, inputOffsets, extraCoins });
}

function bind(p: OnlineParty, { op, name }: Node, context: PrepareContext): Protocol<BoundTuple> {
  if (op.kind !== 'matvec') throw new RangeError(`${op.kind} is no matrix product`);
  return bindTuple(p, matrixOf(context, op.block, name), op.orientation);
}
