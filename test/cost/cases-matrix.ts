import { bindTuple, multiplyMatrix, multiplyOpened, product } from '../../src/online/matrix.js';
import { makeRowTags, openProductMasked, prepareRowMask } from '../../src/online/row-tags.js';
import type { Orientation } from '../../src/preprocessing/source.js';
import type { Counters } from '../support/measure.js';
import { type MatrixWorld, matrixWorld } from '../support/resident.js';
import type { CostCase, CostCases } from './cases.js';
import { Lab, PLENTY } from './lab.js';

const ORIENTATIONS: readonly Orientation[] = ['rows', 'columns'];

/** A protocol on a resident matrix; n is the length of the vector it is multiplied with. */
function onMatrix(run: (world: MatrixWorld, lab: Lab) => Promise<Counters>, coins = 0): CostCase {
  return {
    sizes: [
      { rows: 5, columns: 7, n: 7 },
      { rows: 9, columns: 4, n: 4 },
    ],
    run: async ({ rows = 0, columns = 0 }) => {
      const world = await matrixWorld(2, rows, columns);
      const lab = new Lab(world.deployment, await world.session(PLENTY, ORIENTATIONS));
      await lab.prepare(coins);
      return run(world, lab);
    },
  };
}

function bind(world: MatrixWorld, lab: Lab, orientation: Orientation) {
  return lab.count((p) => bindTuple(p, world.matrices[p.id]!, orientation));
}

async function makeTags(world: MatrixWorld, lab: Lab) {
  const { results: tuples } = await bind(world, lab, 'rows');
  const betas = lab.engines.map((p) => p.tuples.takeRandoms(world.columns));
  return lab.count((p) => makeRowTags(p, world.matrices[p.id]!, betas[p.id]!, tuples[p.id]!));
}

async function makeMask(world: MatrixWorld, lab: Lab) {
  const tags = (await makeTags(world, lab)).results;
  const { results: tuples } = await bind(world, lab, 'columns');
  const r = lab.secrets(world.columns);
  const mask = await lab.count((p) => prepareRowMask(p, tags[p.id]!, tuples[p.id]!, r[p.id]!));
  return { tags, mask };
}

export const matrixCases: CostCases = {
  'online/matrix#bindTuple': onMatrix(async (world, lab) => (await bind(world, lab, 'columns')).counters),
  'online/matrix#product': onMatrix(async (world, lab) => {
    const x = lab.secrets(world.columns);
    return (await lab.count((p) => product(p, world.matrices[p.id]!, 'value', 'rows', x[p.id]!.value))).counters;
  }),
  'online/matrix#multiplyMatrix': onMatrix(async (world, lab) => {
    const { results: tuples } = await bind(world, lab, 'rows');
    const x = lab.secrets(world.columns);
    return (await lab.count((p) => multiplyMatrix(p, world.matrices[p.id]!, 'rows', [x[p.id]!], [tuples[p.id]!])))
      .counters;
  }),
  'online/matrix#multiplyOpened': onMatrix(async (world, lab) => {
    const { results: tuples } = await bind(world, lab, 'rows');
    const d = lab.secrets(world.columns)[0]!.value;
    return (await lab.count((p) => multiplyOpened(p, world.matrices[p.id]!, 'rows', d, tuples[p.id]!))).counters;
  }),
  'online/row-tags#makeRowTags': onMatrix(async (world, lab) => (await makeTags(world, lab)).counters, 1),
  'online/row-tags#makeRowTags (no coin prepared)': onMatrix(
    async (world, lab) => (await makeTags(world, lab)).counters,
  ),
  'online/row-tags#prepareRowMask': onMatrix(async (world, lab) => (await makeMask(world, lab)).mask.counters),
  'online/row-tags#openProductMasked': onMatrix(async (world, lab) => {
    const { tags, mask } = await makeMask(world, lab);
    const x = lab.secrets(world.rows);
    const masks = mask.results;
    return (await lab.count((p) => openProductMasked(p, world.matrices[p.id]!, tags[p.id]!, x[p.id]!, masks[p.id]!)))
      .counters;
  }),
};
