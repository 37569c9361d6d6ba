import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { bindTuple, multiplyMatrix, multiplyOpened } from '../../src/online/matrix.js';
import { P } from '../../src/params.js';
import type { Orientation } from '../../src/preprocessing/source.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import type { Shares } from '../../src/sharing/shares.js';
import { codesOf } from '../adversary/codes.js';
import { leftovers, macsHold, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { type MatrixWorld, matrixWorld } from '../support/resident.js';

const test = suite('product with a resident matrix');

const [ROWS, COLUMNS] = [5, 7];
const vectors: Record<Orientation, bigint[]> = {
  rows: [0n, 1n, P - 1n, 1n << 60n, 2n, 3n, 12345678901n],
  columns: [1n, 0n, P - 1n, 1n << 59n, 7n],
};

function* bindAndMultiply(p: Engine, world: MatrixWorld, orientation: Orientation, x: Shares): Protocol<Shares> {
  const matrix = world.matrices[p.id]!;
  const tuple = yield* bindTuple(p, matrix, orientation);
  const [product] = yield* multiplyMatrix(p, matrix, orientation, [x], [tuple]);
  return product!;
}

for (const parties of [2, 3, 5]) {
  for (const orientation of ['rows', 'columns'] as const) {
    test(`${parties} parties multiply by ${orientation} in one round, whatever the size of the matrix`, async () => {
      const world = await matrixWorld(parties, ROWS, COLUMNS);
      const engines = await world.session([{ kind: 'zeroTest', n: 1 }], [orientation]);
      const plain = vectors[orientation];
      const x = share(world.deployment, engines, plain);
      const run = await lockstep(engines.map((p, i) => bindAndMultiply(p, world, orientation, x[i]!)));
      const y = values(run.outcomes);
      assert.equal(reveal(y), orientation === 'rows' ? world.times(plain) : world.timesTransposed(plain));
      assert.ok(macsHold(world.deployment, y));
      assert.is(run.traffic.rounds, 1);
      assert.equal(run.traffic.bytes, Array(parties).fill((parties - 1) * 8 * plain.length));
      values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
      for (const p of engines) {
        assert.equal(leftovers(p), {});
        p.close();
      }
    });
  }
}

for (const orientation of ['rows', 'columns'] as const) {
  test(`several vectors are multiplied by ${orientation} in one round and one pass`, async () => {
    const world = await matrixWorld(2, ROWS, COLUMNS);
    const engines = await world.session([{ kind: 'zeroTest', n: 1 }], [orientation, orientation]);
    const plain = vectors[orientation];
    const other = plain.map((value) => (3n * value + 1n) % P);
    const [x, y] = [plain, other].map((vector) => share(world.deployment, engines, vector)) as [Shares[], Shares[]];
    const run = await lockstep(
      engines.map(function* (p, i) {
        const matrix = world.matrices[i]!;
        const tuples = [yield* bindTuple(p, matrix, orientation), yield* bindTuple(p, matrix, orientation)];
        return yield* multiplyMatrix(p, matrix, orientation, [x[i]!, y[i]!], tuples);
      }),
    );
    const products = values(run.outcomes);
    const expected = (v: bigint[]) => (orientation === 'rows' ? world.times(v) : world.timesTransposed(v));
    [plain, other].forEach((vector, k) => {
      const shares = products.map((ofParty) => ofParty[k]!);
      assert.equal(reveal(shares), expected(vector));
      assert.ok(macsHold(world.deployment, shares));
    });
    assert.is(run.traffic.rounds, 1);
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
  });
}

test('where x - b is public already, the product costs no round', async () => {
  const world = await matrixWorld(2, ROWS, COLUMNS);
  const engines = await world.session([{ kind: 'zeroTest', n: 1 }], ['rows']);
  const x = share(world.deployment, engines, vectors.rows);
  const tuples = values((await lockstep(engines.map((p) => bindTuple(p, world.matrices[p.id]!, 'rows')))).outcomes);
  // Looks at b as a client with its masks would, without using the tuple up.
  const bs = tuples.map((tuple) => (tuple as unknown as { content: { b: Shares } }).content.b);
  const ds = values((await lockstep(engines.map((p, i) => open(p, x[i]!.sub(bs[i]!))))).outcomes);
  const run = await lockstep(engines.map((p, i) => multiplyOpened(p, world.matrices[i]!, 'rows', ds[i]!, tuples[i]!)));
  assert.equal(reveal(values(run.outcomes)), world.times(vectors.rows));
  assert.is(run.traffic.rounds, 0);
});

test('a bound tuple serves one product: the second attempt sends nothing', async () => {
  const world = await matrixWorld(2, ROWS, COLUMNS);
  const engines = await world.session([], ['rows']);
  const x = share(world.deployment, engines, vectors.rows);
  const tuples = values((await lockstep(engines.map((p) => bindTuple(p, world.matrices[p.id]!, 'rows')))).outcomes);
  const once = () =>
    lockstep(engines.map((p, i) => multiplyMatrix(p, world.matrices[i]!, 'rows', [x[i]!], [tuples[i]!])));
  assert.equal(codesOf((await once()).outcomes), ['ok', 'ok']);
  const second = await once();
  assert.equal(codesOf(second.outcomes), ['WRONG_STATE', 'WRONG_STATE']);
  assert.is(second.traffic.messages.length, 0);
});

test('vectors of the wrong length and a session without a tuple are refused before anything is sent', async () => {
  const world = await matrixWorld(2, ROWS, COLUMNS);
  const engines = await world.session([], ['rows']);
  const short = share(world.deployment, engines, [1n, 2n]);
  for (const code of ['LENGTH_MISMATCH', 'TUPLES_EXHAUSTED']) {
    const run = await lockstep(engines.map((p, i) => bindAndMultiply(p, world, 'rows', short[i]!)));
    assert.equal(codesOf(run.outcomes), [code, code]);
    assert.is(run.traffic.messages.length, 0);
  }
});

test.run();
