// Before the query: all tuples are taken, matrix tuples are bound to the data, and the coins of all checks are committed to.

import { type BoundTuple, bindTuple } from '../../online/matrix.js';
import type { OnlineParty } from '../../online/party.js';
import { SingleUse } from '../../online/single-use.js';
import type { BatchSource } from '../../preprocessing/batch.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import type { Node } from '../graph/graph.js';
import { queryBlockOf } from '../plan/classes.js';
import { type Forecast, forecast } from '../plan/forecast.js';
import type { Schedule } from '../plan/schedule.js';
import { matrixOf } from './batch.js';
import type { PrepareContext } from './context.js';
import { reserve } from './reserve.js';

/** What one run uses up. */
export type Prepared = SingleUse<{
  readonly tuples: BatchSource;
  readonly bound: ReadonlyMap<Node, BoundTuple>;
}>;

/**
 * Rounds and bytes as forecast().prepare says.
 * @param extraCoins coins for checks of the caller's own
 * @returns the material of one run; it lives in the session's arena
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT for a missing block, before anything is sent
 */
export function* prepare(p: OnlineParty, plan: Schedule, context: PrepareContext, extraCoins = 0): Protocol<Prepared> {
  const { demand, prepare } = demandOf(p, plan, context, extraCoins);
  const tuples = reserve(p, demand);
  const bindings = plan.matvecs.map((node) => bind(p, node, context));
  const coins = prepare.coins > 0 ? [p.coins.prepare(p, prepare.coins)] : [];
  const tasks: Protocol<unknown>[] = [...bindings, ...coins];
  const results = tasks.length === 0 ? [] : yield* parallel(tasks);
  const bound = new Map(plan.matvecs.map((node, i) => [node, results[i] as BoundTuple]));
  return new SingleUse('what was prepared for a run', { tuples, bound });
}

function demandOf(p: OnlineParty, plan: Schedule, { matrices }: PrepareContext, extraCoins: number): Forecast {
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
