import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TesseraError, UsageError } from '../../../src/errors.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec, Demand } from '../../../src/preprocessing/kinds.js';
import type { TupleStore } from '../../../src/preprocessing/store/index.js';
import { values } from '../../support/lockstep.js';
import { fill, itemsOfLine, originOf, reopen, reserveAll, world } from './world.js';

const test = suite('store, status and what is missing');

const randoms = (n: number): Demand => ({ kind: 'random', n });
const masks = (n: number): Demand => ({ kind: 'inputMask', n });
const matvec = (matrix: string, offset: number | null, orientation: 'rows' | 'columns' = 'rows'): Demand => ({
  kind: 'matvec',
  matrix,
  rows: 5,
  columns: 3,
  orientation,
  operand: offset === null ? { from: 'random' } : { from: 'inputMasks', offset },
});

/** Masks for `count` queries of 10 masks each, with a tuple of M and one of W for each. */
const queries = (count: number): BatchSpec => [
  masks(10 * count),
  ...Array.from({ length: count }, (_, q) => matvec('M', 10 * q + 1)),
  ...Array.from({ length: count }, (_, q) => matvec('W', 10 * q + 4)),
];
const QUERY: BatchSpec = [matvec('W', 4), masks(10), matvec('M', 1)];

const kind = (store: TupleStore | undefined, key: string) => store?.status().kinds.find((one) => one.key === key);

test('shows what is stored, left and reserved, by kind and parameters', async () => {
  const { stores, files } = await world(2);
  await fill(stores, 1, [randoms(10), { kind: 'comparisonMask', k: 20, w: 4, n: 3 }]);
  await fill(stores, 2, [randoms(5), { kind: 'comparisonMask', k: 8, w: 4, n: 2 }, matvec('M', null)]);
  const [store] = stores;
  values((await reserveAll(stores, [randoms(3)])).outcomes);
  const lease = store?.grants.propose([randoms(4)]);
  const status = store?.status();
  assert.is(status?.state, 'agreed');
  assert.is(status?.batches, 2);
  assert.is(status?.uncommitted, 0);
  assert.equal(status?.damaged, []);
  const sizes = files[0]?.names().filter((name) => name.endsWith('.batch'));
  assert.is(
    status?.bytes,
    sizes?.reduce((sum, name) => sum + (files[0]?.content(name).length ?? 0), 0),
  );
  const rows = status?.kinds.map(({ key, stored, left, reserved, batches }) => [key, stored, left, reserved, batches]);
  assert.equal(rows, [
    ['random', 15, 8, 4, 2],
    ['comparisonMask/20/4', 3, 3, 0, 1],
    ['comparisonMask/8/4', 2, 2, 0, 1],
    ['matvec/M/rows', 1, 1, 0, 1],
  ]);
  assert.ok(status?.kinds.every(({ bytes }) => bytes > 0));
  if (lease) store?.grants.release(lease);
  assert.is(kind(store, 'random')?.reserved, 0);
  assert.is(kind(store, 'random')?.left, 8, 'what was taken out does not come back');
});

test('low and high marks say what to make more of', async () => {
  const marks = {
    random: { low: 8, high: 30 },
    'comparisonMask/20/4': { low: 1, high: 5 },
    triple: { low: 0, high: 9 },
  };
  const { stores } = await world(2, { marks });
  const [store] = stores;
  await fill(stores, 1, [randoms(10)]);
  assert.equal(store?.refills(), [{ key: 'comparisonMask/20/4', left: 0, missing: 5 }]);
  assert.equal(kind(store, 'random')?.mark, { low: 8, high: 30 });
  values((await reserveAll(stores, [randoms(3)])).outcomes);
  assert.equal(store?.refills()[0], { key: 'random', left: 7, missing: 23 });
});

test('a forecast says what it needs and the store lacks, by kind and parameters', async () => {
  const { stores } = await world(2);
  const [store] = stores;
  await fill(stores, 1, [randoms(10), matvec('M', null), { kind: 'factorTriple', fanOut: 2, n: 4 }]);
  assert.equal(store?.shortfall([randoms(10), matvec('M', null)]), []);
  assert.equal(
    store?.shortfall([randoms(11), matvec('M', null), matvec('M', null), { kind: 'factorTriple', fanOut: 3, n: 4 }]),
    [
      { key: 'random', needs: 11, has: 10 },
      { key: 'matvec/M/rows', needs: 2, has: 1 },
      { key: 'factorTriple/3', needs: 4, has: 0 },
    ],
  );
  assert.equal(store?.shortfall([{ ...matvec('M', null), rows: 6 } as Demand]), [
    { key: 'matvec/M/rows', needs: 1, has: 0 },
  ]);
  try {
    store?.shortfall([randoms(-1), randoms(2)]);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UsageError);
  }
});

test('tuples on input masks come with just the masks they were made for', async () => {
  const { stores } = await world(2);
  await fill(stores, 1, queries(3));
  for (let query = 0; query < 3; query++) {
    const sources = values((await reserveAll(stores, QUERY)).outcomes) as BatchSource[];
    sources.forEach((source, party) => {
      const M = source.takeMatvec('M', 'rows');
      const W = source.takeMatvec('W', 'rows');
      const own = source.takeInputMasks(10);
      const origins = own.value.toBigInts().map((value) => originOf(value).place);
      assert.equal(
        origins,
        Array.from({ length: 10 }, (_, k) => 10 * query + k),
      );
      assert.ok(M.b.value.equals(own.value.slice(1, 4)));
      assert.ok(W.b.value.equals(own.value.slice(4, 7)));
      // Lines of the batch: masks, three tuples of M, three of W.
      const line = (value: bigint | undefined) => originOf(value ?? 0n).line;
      assert.is(line(M.c.value.toBigInts()[0]), 1 + query, `party ${party}`);
      assert.is(line(W.c.value.toBigInts()[0]), 4 + query);
    });
  }
  const [outcome] = (await reserveAll(stores, QUERY)).outcomes;
  assert.ok(outcome !== undefined && 'error' in outcome);
  if ('error' in outcome) {
    assert.match(
      (outcome.error as TesseraError).message,
      /matvec\/W\/rows\/bound: needs 1, has 0; inputMask\/bound: needs 10, has 0/,
    );
  }
});

test('masks that belong to tuples are not given to others, nor are others given to them', async () => {
  const { stores } = await world(2);
  const [store] = stores;
  await fill(stores, 1, queries(2));
  assert.equal(store?.shortfall([masks(1)]), [{ key: 'inputMask', needs: 1, has: 0 }]);
  assert.equal(store?.shortfall([matvec('M', null)]), [{ key: 'matvec/M/rows', needs: 1, has: 0 }]);
  await fill(stores, 2, [masks(5), matvec('M', null)]);
  const mixed: BatchSpec = [...QUERY, matvec('M', null)];
  const sources = values((await reserveAll(stores, mixed)).outcomes) as BatchSource[];
  assert.is(sources[0]?.remaining().get('matvec/M/rows'), 2);
  const [items] = sources.map((source, party) => itemsOfLine(source, masks(10), party));
  assert.ok(items?.every((item) => item.startsWith('1/')));
  values((await reserveAll(stores, [masks(5)])).outcomes);
});

test('a specification that nothing was made for is short even if there is enough of everything', async () => {
  const { stores } = await world(2);
  await fill(stores, 1, queries(2));
  const wrong: BatchSpec = [masks(10), matvec('M', 2)];
  // The first tuple of M lies at 1, so masks would have to start before 0; the second at 11, so they start at 9.
  assert.equal(stores[0]?.shortfall(wrong), []);
  const none: BatchSpec = [masks(10), matvec('M', 1), matvec('W', 5)];
  assert.equal(stores[0]?.shortfall(none), [{ key: 'inputMask/bound', needs: 10, has: 0 }]);
  const [outcome] = (await reserveAll(stores, none)).outcomes;
  assert.ok(outcome && 'error' in outcome && (outcome.error as TesseraError).code === 'TUPLES_EXHAUSTED');
});

test('files go when nothing of them is left, and leave no trace after a restart', async () => {
  const { stores, files } = await world(2);
  const batches = () => files[0]?.names().filter((name) => name.includes('batch')).length;
  await fill(stores, 1, [randoms(10), { kind: 'bit', n: 1 }]);
  await fill(stores, 2, queries(1));
  values((await reserveAll(stores, [randoms(10)])).outcomes);
  assert.is(batches(), 2, 'a bit is left');
  values((await reserveAll(stores, [{ kind: 'bit', n: 1 }])).outcomes);
  values((await reserveAll(stores, [masks(9), matvec('M', 1), matvec('W', 4)])).outcomes);
  for (const store of stores) await store.close();
  assert.is(batches(), 0, 'a mask without its tuples is of no use');
  assert.ok(files[0]?.log.some((line) => line.startsWith('wipe')));
  const [again] = await reopen(files);
  assert.equal(again?.status().kinds, []);
  assert.equal(again?.status().damaged, []);
});

test('tuples of a matrix that was replaced are burnt', async () => {
  const { stores, files } = await world(2);
  await fill(stores, 1, [matvec('M', null), matvec('M', null, 'columns'), matvec('W', null)]);
  await fill(stores, 2, queries(2));
  for (const store of stores) await store.discardMatrix('M');
  const [store] = stores;
  assert.is(kind(store, 'matvec/M/rows')?.left, 0);
  assert.is(kind(store, 'matvec/M/columns')?.left, 0);
  assert.is(kind(store, 'matvec/W/rows')?.left, 1);
  assert.is(store?.shortfall(QUERY).length, 1);
  for (const store of stores) await store.discardMatrix('W');
  for (const store of stores) await store.close();
  assert.is(files[0]?.names().filter((name) => name.includes('batch')).length, 0);
});

test.run();
