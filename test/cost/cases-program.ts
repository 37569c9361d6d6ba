import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import { World } from '../apps/recommender/session.js';
import { ask } from '../apps/recommender/session-query.js';
import type { Phase } from '../apps/recommender/session-stage.js';
import type { Counters } from '../support/measure.js';
import type { CostCase, CostCases } from './cases.js';
import type { Sizes } from './grammar.js';

/** Lengths of a recommendation over `rows` users with `sparse` items besides `dense` ones. */
export function recommendation(rows: number, dense: number, sparse: number): Sizes {
  return { rows, dense, sparse, outputs: 1 + sparse };
}

/** Counters of one binding and one query, protocol by protocol, and the tuples of the whole query. */
export interface RecommendationCounters {
  readonly phases: ReadonlyMap<Phase, Counters>;
  readonly spec: BatchSpec;
}

/** Runs one binding and one query of two clients' rows, with the reference setting's parameters but for the sizes. */
export async function countRecommendation(sizes: Sizes, parties = 2): Promise<RecommendationCounters> {
  const { rows = 2, dense = 0, sparse = 0 } = sizes;
  const shape = { rows: [1, rows - 1], items: dense + sparse, dense };
  const world = await World.create({ parties, ...shape, scale: 700, delta: 0.87, minimumNeighbours: 1 });
  await world.uploadAll();
  const binding = await world.bind();
  const { stage, clientError, spec } = await ask(world, binding.sides, { client: 0 });
  for (const error of [...stage.errors, clientError]) if (error !== null) throw error;
  const phases = new Map(stage.counters);
  const bind = binding.stage.counters.get('bind');
  if (bind !== undefined) phases.set('bind', bind);
  world.unbind(binding);
  return { phases, spec };
}

function phase(name: Phase): CostCase {
  return {
    sizes: [recommendation(5, 4, 6), recommendation(8, 3, 9)],
    run: async (sizes) => {
      const counters = (await countRecommendation(sizes)).phases.get(name);
      if (counters === undefined) throw new Error(`no protocol is called ${name}`);
      return counters;
    },
  };
}

export const programCases: CostCases = {
  'apps/recommender/program#bind': phase('bind'),
  'apps/recommender/program#prepare': phase('prepare'),
  'apps/recommender/program#run': phase('run'),
};
