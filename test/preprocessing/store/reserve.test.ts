import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, UsageError } from '../../../src/errors.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { TupleStore } from '../../../src/preprocessing/store/index.js';
import { reserve } from '../../../src/preprocessing/store/index.js';
import { decodeProposal, encodeProposal } from '../../../src/preprocessing/store/proposal.js';
import type { Step } from '../../../src/protocol/step.js';
import { values } from '../../support/lockstep.js';
import { codes, errorOf, fill, left, partyOf, randoms, reserveAll, takenBy, triples, world } from './world.js';

const test = suite('store, reservation');

for (const parties of [2, 3, 4]) {
  test(`costs two rounds and gives all of ${parties} parties the same items`, async () => {
    const { stores } = await world(parties);
    await fill(stores, 1, [randoms(10), triples(10)]);
    const spec = [triples(4), randoms(3)];
    const { outcomes, rounds } = await reserveAll(stores, spec);
    assert.is(rounds, 2);
    const [first, ...others] = takenBy(values(outcomes), spec);
    assert.is(first?.length, 7);
    for (const other of others) assert.equal(other, first);
    for (const store of stores) assert.is(left(store), 7);
  });
}

test('a line may be made of several batches, oldest first', async () => {
  const { stores } = await world(2);
  for (const number of [1, 2, 3]) await fill(stores, number, [randoms(5)]);
  await reserveAll(stores, [randoms(2)]);
  const [items] = takenBy(values((await reserveAll(stores, [randoms(9)])).outcomes), [randoms(9)]);
  assert.equal(items, ['1/0/2', '1/0/3', '1/0/4', '2/0/0', '2/0/1', '2/0/2', '2/0/3', '2/0/4', '3/0/0']);
});

test('ranges start and end anywhere, in small chunks and large ones', async () => {
  for (const chunkBytes of [1, 100, 1000, 2 ** 17]) {
    const { stores } = await world(2, { chunkBytes });
    await fill(stores, 1, [triples(200), randoms(3)]);
    let next = 0;
    for (const n of [1, 2, 3, 50, 19, 70]) {
      const [items] = takenBy(values((await reserveAll(stores, [triples(n)])).outcomes), [triples(n)]);
      assert.equal(
        items,
        Array.from({ length: n }, (_, k) => `1/0/${next + k}`),
      );
      next += n;
    }
  }
});

test('an empty specification and empty lines are granted without any range', async () => {
  const { stores } = await world(2);
  values((await reserveAll(stores, [])).outcomes);
  values((await reserveAll(stores, [randoms(0)])).outcomes);
});

test('exhaustion is found before anything is granted, by all parties, and says what is missing', async () => {
  const { stores } = await world(3);
  await fill(stores, 1, [randoms(5)]);
  const { outcomes, rounds } = await reserveAll(stores, [randoms(6), triples(1)]);
  assert.is(rounds, 1);
  for (const outcome of outcomes) {
    const error = errorOf(outcome);
    assert.instance(error, UsageError);
    assert.is(error.code, 'TUPLES_EXHAUSTED');
    assert.is(error.message, 'random: needs 6, has 5; triple: needs 1, has 0');
  }
  for (const store of stores) assert.is(left(store), 5);
  values((await reserveAll(stores, [randoms(5)])).outcomes);
});

/** Feeds one step of a protocol: its work is done and `inbox` is what arrived. */
async function advance<T>(
  protocol: Generator<Step, T, { in: readonly Uint8Array[]; results: readonly unknown[] }>,
  step: IteratorResult<Step, T>,
  inbox: readonly Uint8Array[],
): Promise<IteratorResult<Step, T>> {
  if (step.done) throw new Error('the protocol has ended');
  const results = await Promise.all(step.value.work.map((work) => work.run()));
  return protocol.next({ in: inbox, results });
}

const bodyTo = <T>(step: IteratorResult<Step, T>, to: number): Uint8Array =>
  step.done ? new Uint8Array(0) : Buffer.concat((step.value.out[to] ?? []) as Uint8Array[]);

test('two sessions at once get different items, in whatever order their messages arrive', async () => {
  const { stores } = await world(2);
  await fill(stores, 1, [randoms(20)]);
  const start = (party: number, session: number, n: number) =>
    reserve(partyOf(party, 2, session), stores[party] as TupleStore, [randoms(n)]);
  const nothing = new Uint8Array(0);
  const [a0, a1, b0, b1] = [start(0, 501, 4), start(1, 501, 4), start(0, 502, 6), start(1, 502, 6)];
  // The lead proposes for A, then for B; the other party hears of B first, and finishes B first.
  let [stepA0, stepB0] = [a0.next(), b0.next()];
  let [stepA1, stepB1] = [a1.next(), b1.next()];
  const [proposalA, proposalB] = [bodyTo(stepA0, 1), bodyTo(stepB0, 1)];
  stepB1 = await advance(b1, stepB1, [proposalB, nothing]);
  stepB1 = await advance(b1, stepB1, [nothing, nothing]);
  stepA1 = await advance(a1, stepA1, [proposalA, nothing]);
  stepB0 = await advance(b0, await advance(b0, stepB0, [nothing, nothing]), [nothing, nothing]);
  const confirmedB = [bodyTo(stepB0, 1), bodyTo(stepB1, 0)] as const;
  const gotB1 = await advance(b1, stepB1, [confirmedB[0], nothing]);
  const gotB0 = await advance(b0, stepB0, [nothing, confirmedB[1]]);
  stepA1 = await advance(a1, stepA1, [nothing, nothing]);
  stepA0 = await advance(a0, await advance(a0, stepA0, [nothing, nothing]), [nothing, nothing]);
  const confirmedA = [bodyTo(stepA0, 1), bodyTo(stepA1, 0)] as const;
  const gotA0 = await advance(a0, stepA0, [nothing, confirmedA[1]]);
  const gotA1 = await advance(a1, stepA1, [confirmedA[0], nothing]);
  const take = (results: readonly IteratorResult<Step, BatchSource>[], n: number) =>
    takenBy(
      results.map((result) => (result.done ? result.value : assert.unreachable()) as BatchSource),
      [randoms(n)],
    );
  const [A, B] = [take([gotA0, gotA1], 4), take([gotB0, gotB1], 6)];
  assert.equal(A[0], A[1]);
  assert.equal(B[0], B[1]);
  assert.is(new Set([...(A[0] ?? []), ...(B[0] ?? [])]).size, 10);
});

test('twenty sessions at once get different items', async () => {
  const { stores } = await world(3);
  await fill(stores, 1, [randoms(50)]);
  await fill(stores, 2, [randoms(50)]);
  const all = await Promise.all(Array.from({ length: 20 }, () => reserveAll(stores, [randoms(5)])));
  const items = all.map(({ outcomes }) => takenBy(values(outcomes), [randoms(5)]));
  assert.is(new Set(items.flatMap(([first]) => first ?? [])).size, 100);
  for (const [first, ...others] of items) for (const other of others) assert.equal(other, first);
});

test('a store that has not agreed yet grants nothing, and everybody is told', async () => {
  for (const party of [0, 1, 2]) {
    const { stores } = await world(3);
    await fill(stores, 1, [randoms(20)]);
    stores[party]?.beginAgreement();
    const { outcomes } = await reserveAll(stores, [randoms(2)]);
    outcomes.forEach((outcome, j) => {
      const error = errorOf(outcome);
      assert.instance(error, j === party ? UsageError : ChannelError);
      assert.is(error.code, j === party ? 'WRONG_STATE' : 'REFUSED');
    });
    assert.is(left(stores[party]), 20);
  }
});

test("a party whose ledger cannot be written confirms nothing, and others' tuples are lost, not shared", async () => {
  const { stores, files } = await world(2);
  await fill(stores, 1, [randoms(20)]);
  const disk = files[1];
  if (disk !== undefined) disk.crashAt = disk.operations + 1;
  const { outcomes } = await reserveAll(stores, [randoms(2)]);
  assert.ok(outcomes.every((outcome) => 'error' in outcome));
  assert.is(stores[1]?.state, 'failed');
  assert.is(left(stores[0]), 18);
});

test('the store of another party is refused before anything is sent', async () => {
  const { stores } = await world(2);
  const [first, second] = stores;
  const { outcomes, rounds } = await reserveAll([second, first] as TupleStore[], [randoms(1)]);
  assert.equal(codes(outcomes), ['INVALID_ARGUMENT', 'INVALID_ARGUMENT']);
  assert.is(rounds, 0);
});

test('proposals are read back as they were written, and nothing else is', () => {
  const proposal = encodeProposal([randoms(4), triples(2)], 'exhausted');
  assert.equal(decodeProposal(proposal), { state: 'exhausted', ranges: [] });
  for (const [word, value] of [
    [0, 9],
    [1, 2 ** 31],
    [1, 10_000],
  ] as const) {
    const bytes = proposal.slice();
    new DataView(bytes.buffer).setUint32(4 * word, value, true);
    assert.is(decodeProposal(bytes), null);
  }
});

test.run();
