// Attacks on the product that is checked by row tags only: a wrong z, a wrong d, errors in both that cancel in the product, and wrong
// shares of the tags and of what was prepared.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { bindTuple } from '../../src/online/matrix.js';
import { makeRowTags, openProductMasked, prepareRowMask, type RowTags } from '../../src/online/row-tags.js';
import { SingleUse } from '../../src/online/single-use.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import type { Shares } from '../../src/sharing/shares.js';
import { mod as modP, share } from '../support/engines.js';
import { type Adversary, honest, lockstep, values } from '../support/lockstep.js';
import { type MatrixWorld, matrixWorld } from '../support/resident.js';
import { codesOf } from './codes.js';

const test = suite('attacks on row tags');

const X = [1n, 0n, 1n, 1n, 0n, 1n];
const [ROWS, COLUMNS] = [6, 3];

const SPEC: BatchSpec = [
  { kind: 'random', n: COLUMNS },
  { kind: 'triple', n: COLUMNS },
  { kind: 'zeroTest', n: 3 },
];
const ORIENTATIONS = ['rows', 'columns'] as const;

/** What a corrupt party 0 changes of its own side before the product. */
interface Changes {
  readonly tags?: (tags: RowTags) => RowTags;
  readonly betaU?: bigint;
  /** Shifts every element of z, and the party itself believes it. */
  readonly u?: bigint;
}

function* product(
  p: Engine,
  world: MatrixWorld,
  x: Shares,
  r: Shares,
  changes: Changes,
): Protocol<{ z: bigint[]; opened: number }> {
  const matrix = world.matrices[p.id]!;
  const beta = p.tuples.takeRandoms(COLUMNS);
  let tags = yield* makeRowTags(p, matrix, beta, yield* bindTuple(p, matrix, 'rows'));
  let mask = yield* prepareRowMask(p, tags, yield* bindTuple(p, matrix, 'columns'), r);
  yield* checkOpenings(p);
  if (p.id === 0) {
    tags = changes.tags?.(tags) ?? tags;
    const { b, u, betaU } = mask.take();
    mask = new SingleUse('a row mask', {
      b,
      u: u.plus(changes.u ?? 0n),
      betaU: betaU.plus(changes.betaU ?? 0n),
    });
  }
  const z = yield* openProductMasked(p, matrix, tags, x, mask);
  yield* checkOpenings(p);
  return { z: z.toBigInts(), opened: p.openings.total };
}

async function play(parties: number, adversary: Adversary, changes: Changes = {}) {
  const world = await matrixWorld(parties, ROWS, COLUMNS);
  const engines = await world.session(SPEC, ORIENTATIONS);
  const x = share(world.deployment, engines, X, 1);
  const r = share(world.deployment, engines, [10n, 20n, 30n], 2);
  const { outcomes, traffic } = await lockstep(
    engines.map((p, i) => product(p, world, x[i]!, r[i]!, changes)),
    adversary,
  );
  const right = world.timesTransposed(X).map((v, k) => modP(v + [10n, 20n, 30n][k]!));
  return { world, engines, outcomes, traffic, right };
}

/** Adds to elements of party 0's message of one round, towards everybody. */
function adding(round: number, amounts: readonly bigint[]): Adversary {
  return (edge, message) => {
    if (edge.from !== 0 || edge.round !== round || message.length !== 8 * amounts.length) return message;
    return wordsPlus(message, amounts);
  };
}

function wordsPlus(message: Uint8Array, amounts: readonly bigint[]): Uint8Array {
  const copy = message.slice();
  const view = new DataView(copy.buffer);
  amounts.forEach((amount, k) => {
    view.setBigUint64(8 * k, modP(view.getBigUint64(8 * k, true) + amount), true);
  });
  return copy;
}

for (const parties of [2, 3]) {
  const honestRun = await play(parties, honest);
  const lengths = honestRun.traffic.messages.filter(({ from, to }) => from === 0 && to === 1).map((m) => m.length);
  const dRound = lengths.lastIndexOf(8 * ROWS);
  const zRound = dRound + 1;

  test(`${parties} parties: the honest twin opens V^T x + r`, () => {
    for (const { z } of values(honestRun.outcomes)) assert.equal(z, honestRun.right);
    assert.is(lengths[zRound], 8 * COLUMNS);
  });

  const { world } = honestRun;
  const errorD = [1n, 0n, 0n, 5n, 0n, 0n];
  const follows = world.timesTransposed(errorD);
  const cases: readonly (readonly [string, Adversary, Changes])[] = [
    ['a wrong z', adding(zRound, [0n, 1n, 0n]), {}],
    ['a wrong z that its sender believes', honest, { u: 1n }],
    ['errors in z that add up to 0', adding(zRound, [1n, 0n, -1n]), {}],
    ['a wrong d', adding(dRound, errorD), {}],
    [
      'a wrong d, and a z that does not show it',
      (edge, message) =>
        adding(
          zRound,
          follows.map((v) => -v),
        )(edge, adding(dRound, errorD)(edge, message)),
      {},
    ],
    ['a wrong share of the tags', honest, { tags: ({ beta, tags }) => ({ beta, tags: tags.plus(1n) }) }],
    ['a wrong share of <beta, u>', honest, { betaU: 1n }],
    ['a wrong z with a guessed claim', adding(zRound, [1n, 0n, 0n]), { betaU: 123456789n }],
  ];
  for (const [name, adversary, changes] of cases) {
    test(`${parties} parties: ${name} does not pass`, async () => {
      const { outcomes } = await play(parties, adversary, changes);
      for (const code of codesOf(outcomes).slice(1)) {
        assert.ok(['MAC_CHECK_FAILED', 'ECHO_MISMATCH'].includes(code), code);
      }
    });
  }
}

test('beta is what it rests on: an error orthogonal to the honest share of it would pass', async () => {
  const world = await matrixWorld(2, ROWS, COLUMNS);
  const twin = await world.session(SPEC, ORIENTATIONS); // the same seeds as in the run below
  const [b0 = 0n, b1 = 0n] = twin[1]!.tuples.takeRandoms(COLUMNS).value.toBigInts();
  const error = [b1, -b0, 0n];
  const { traffic } = await play(2, honest);
  const lengths = traffic.messages.filter(({ from }) => from === 0).map((m) => m.length);
  const { outcomes, right } = await play(2, adding(lengths.lastIndexOf(8 * ROWS) + 1, error));
  assert.equal(codesOf(outcomes), ['ok', 'ok']);
  assert.equal(
    values(outcomes)[1]!.z,
    right.map((v, k) => modP(v + (error[k] ?? 0n))),
  );
});

test.run();
