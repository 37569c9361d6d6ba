// The plain working of row tags; test/adversary/row-tags.test.ts has the attacks.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { bindTuple } from '../../src/online/matrix.js';
import {
  makeRowTags,
  openProductMasked,
  prepareRowMask,
  type RowMask,
  type RowTags,
} from '../../src/online/row-tags.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import type { Shares } from '../../src/sharing/shares.js';
import { codesOf } from '../adversary/codes.js';
import { leftovers, mod, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { type MatrixWorld, matrixWorld } from '../support/resident.js';

const test = suite('row tags');

const [ROWS, COLUMNS] = [6, 4];
const X = [1n, 0n, 1n, 1n, 0n, 1n];
const R = [10n, 20n, 30n, 40n];

function* makeTags(p: Engine, world: MatrixWorld): Protocol<RowTags> {
  const matrix = world.matrices[p.id]!;
  const beta = p.tuples.takeRandoms(COLUMNS);
  return yield* makeRowTags(p, matrix, beta, yield* bindTuple(p, matrix, 'rows'));
}

function* makeMask(p: Engine, world: MatrixWorld, tags: RowTags, r: Shares): Protocol<RowMask> {
  const mask = yield* prepareRowMask(p, tags, yield* bindTuple(p, world.matrices[p.id]!, 'columns'), r);
  yield* checkOpenings(p);
  return mask;
}

/** Tags of a version, and masks for `products` products. */
async function prepared(parties: number, products: number) {
  const world = await matrixWorld(parties, ROWS, COLUMNS);
  const { deployment } = world;
  const engines = await world.session(
    [
      { kind: 'random', n: COLUMNS },
      { kind: 'triple', n: products * COLUMNS },
      { kind: 'zeroTest', n: 1 + 2 * products },
    ],
    ['rows', ...Array.from({ length: products }, () => 'columns' as const)],
  );
  const tags = values((await lockstep(engines.map((p) => makeTags(p, world)))).outcomes);
  const r = share(deployment, engines, R, 3);
  const prepare = () => lockstep(engines.map((p, i) => makeMask(p, world, tags[i]!, r[i]!)));
  return { world, engines, tags, prepare };
}

for (const parties of [2, 3, 5]) {
  test(`${parties} parties: tags are V beta`, async () => {
    const { world, tags } = await prepared(parties, 0);
    const beta = reveal(tags.map(({ beta: shares }) => shares));
    const t = tags.map(({ tags: own }) => own).reduce((sum, own) => sum.add(own));
    assert.equal(t.toBigInts(), world.times(beta));
  });

  test(`${parties} parties open V^T x + r several times under one key vector, each with its own mask`, async () => {
    const { world, engines, tags, prepare } = await prepared(parties, 2);
    for (const round of [1, 2]) {
      const masks = values((await prepare()).outcomes);
      const x = share(world.deployment, engines, X, round);
      const { outcomes, traffic } = await lockstep(
        engines.map((p, i) => openProductMasked(p, world.matrices[i]!, tags[i]!, x[i]!, masks[i]!)),
      );
      const expected = world.timesTransposed(X).map((v, k) => mod(v + R[k]!));
      for (const z of values(outcomes)) assert.equal(z.toBigInts(), expected);
      assert.is(traffic.rounds, 2);
      values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    }
    for (const p of engines) {
      assert.equal(leftovers(p), {});
      p.close();
    }
  });
}

test('a mask serves one product: the second attempt sends nothing', async () => {
  const { world, engines, tags, prepare } = await prepared(2, 1);
  const masks = values((await prepare()).outcomes);
  const x = share(world.deployment, engines, X);
  const once = () =>
    lockstep(engines.map((p, i) => openProductMasked(p, world.matrices[i]!, tags[i]!, x[i]!, masks[i]!)));
  assert.equal(codesOf((await once()).outcomes), ['ok', 'ok']);
  const second = await once();
  assert.equal(codesOf(second.outcomes), ['WRONG_STATE', 'WRONG_STATE']);
  assert.is(second.traffic.messages.length, 0);
});

test('the product stays unchecked until the next check', async () => {
  const { world, engines, tags, prepare } = await prepared(2, 1);
  const masks = values((await prepare()).outcomes);
  const x = share(world.deployment, engines, X);
  values(
    (await lockstep(engines.map((p, i) => openProductMasked(p, world.matrices[i]!, tags[i]!, x[i]!, masks[i]!))))
      .outcomes,
  );
  for (const { openings } of engines) assert.not.ok(openings.clean);
});

test.run();
