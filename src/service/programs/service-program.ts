// A defined program as the service runs it: binding a version is its set-up, a query is its body. Both are run from a schedule that
// every party makes by itself, from the same graph.

import { placesOf } from '../../io/layout.js';
import type { Vector } from '../../math/vector.js';
import type { ResidentMatrix } from '../../online/matrix.js';
import type { Protocol } from '../../protocol/step.js';
import { type Forecast, forecast, type Schedule } from '../../secure/plan/index.js';
import { outputCount } from '../../secure/program/decode.js';
import type { Instance } from '../../secure/program/instance.js';
import { type Prepared, prepare, type QueryBlock, type RunContext, run, runSetup } from '../../secure/run/index.js';
import type { Shares } from '../../sharing/shares.js';
import type { DatasetShape, DatasetVersion, Program, QueryContext } from '../program.js';
import { Plans } from './plans.js';

/** What a version keeps: the results of the set-up, by name. */
export interface Bound {
  readonly kept: Readonly<Record<string, Shares>>;
}

/** A query's coins beyond those of the program: one for the check of the client's masks. */
const SERVICE_COINS = 1;

/** @param program a definition with checked parameters */
export function serviceProgram(program: Instance): Program<Bound, Prepared> {
  const plans = new Plans(program);
  const places = placesOf(program.queryStatement, 1);
  return {
    name: program.name,
    parameters: program.parameters,
    upload: program.uploadStatement,
    residentBlocks: program.residentBlocks,
    maxRows: program.maxRows,
    query: program.queryStatement,
    outputs: outputCount(program.outputs),
    keepsApart: true,
    fingerprint: (kernel, shape) => plans.digest(kernel, shape),

    bindDemand(shape) {
      const { setup } = plans.of(shape, shape.parties);
      return setup === null ? [[]] : forecastOf(setup, shape, {}).chapters;
    },
    *bind(p, data, arena, more) {
      const { setup } = plans.of(data, p.parties);
      if (setup === null) return { kept: {} };
      const context = { matrices: matricesOf(data) };
      const prepared = yield* prepare(p, setup, context);
      return { kept: yield* runSetup(p, setup, prepared, context, arena, more) };
    },

    queryDemand(shape, inputOffset) {
      const offsets = [...places].map(([name, { offset }]) => [name, inputOffset + offset] as const);
      return forecastOf(plans.of(shape, shape.parties).body, shape, Object.fromEntries(offsets)).demand;
    },
    prepare: (p, { data }) => prepare(p, plans.of(data, p.parties).body, { matrices: matricesOf(data) }, SERVICE_COINS),
    *run(p, context, prepared, input): Protocol<Vector> {
      const { data, bound, ownRows: own } = context;
      const query = queryBlocks(places, context, input);
      const given: RunContext = { matrices: matricesOf(data), query, kept: bound.kept, own };
      return yield* run(p, plans.of(data, p.parties).body, prepared, given, context.outputMasks);
    },
  };
}

function forecastOf(
  plan: Schedule,
  { parties, matrixIds }: DatasetShape,
  inputOffsets: Record<string, number>,
): Forecast {
  return forecast(plan, { parties, matrices: Object.fromEntries(matrixIds), inputOffsets });
}

function matricesOf({ matrices }: DatasetVersion): Record<string, ResidentMatrix> {
  return Object.fromEntries(matrices);
}

/** The client's blocks: where its masked inputs and their masks lie. */
function queryBlocks(
  places: ReturnType<typeof placesOf>,
  { inputMasks }: QueryContext<Bound>,
  input: Vector,
): Record<string, QueryBlock> {
  const entries = [...places].map(([name, { offset, length }]): [string, QueryBlock] => [
    name,
    { masks: inputMasks.slice(offset, offset + length), masked: input.slice(offset, offset + length) },
  ]);
  return Object.fromEntries(entries);
}
