import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TesseraError } from '../../../src/errors.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { reconcile, type TupleStore } from '../../../src/preprocessing/store/index.js';
import { type Adversary, type Outcome, values } from '../../support/lockstep.js';
import { MemoryFiles } from './memory-files.js';
import {
  agree,
  batchHash,
  contentOf,
  fill,
  itemsOfLine,
  openStore,
  reopen,
  reserveAll,
  session,
  world,
} from './world.js';

const test = suite('store, agreement after a restart');

const SPEC: BatchSpec = [{ kind: 'random', n: 20 }];
const some = (n: number): BatchSpec => [{ kind: 'random', n }];

const left = (store: TupleStore | undefined) => store?.status().kinds.find(({ key }) => key === 'random')?.left ?? 0;
const codes = (outcomes: readonly Outcome<unknown>[]) =>
  outcomes.map((outcome) => ('error' in outcome ? (outcome.error as TesseraError).code : 'ok'));
const reconcileAll = (stores: readonly TupleStore[], adversary?: Adversary) =>
  session(stores, (p, store) => reconcile(p, store), adversary);
const take = async (stores: readonly TupleStore[], n: number): Promise<string[]> => {
  const sources = values((await reserveAll(stores, some(n))).outcomes) as BatchSource[];
  const items = sources.map((source, party) => itemsOfLine(source, { kind: 'random', n }, party));
  for (const other of items) assert.equal(other, items[0]);
  return items[0] ?? [];
};

test('costs three rounds', async () => {
  const { stores } = await world(3);
  await fill(stores, 1, SPEC);
  const { rounds, outcomes } = await reconcileAll(stores);
  values(outcomes);
  assert.is(rounds, 3);
});

test('what was taken before a restart is not given again', async () => {
  const made = await world(3);
  await fill(made.stores, 1, SPEC);
  const before = await take(made.stores, 7);
  for (const store of made.stores) await store.close();
  const after = await take(await reopen(made.files), 13);
  assert.is(new Set([...before, ...after]).size, 20);
});

for (const restored of [0, 1, 2]) {
  test(`a restored backup of party ${restored} does not give anything again`, async () => {
    const made = await world(3);
    await fill(made.stores, 1, SPEC);
    await fill(made.stores, 2, SPEC);
    const before = await take(made.stores, 3);
    const backup = (made.files[restored] as MemoryFiles).copy();
    before.push(...(await take(made.stores, 19)), ...(await take(made.stores, 5)));
    await fill(made.stores, 3, SPEC);
    for (const store of made.stores) await store.close();
    const files = made.files.map((own, party) => (party === restored ? backup : own));
    const stores = await reopen(files);
    for (const store of stores) assert.is(left(store), 13, 'the batch that the backup lacks is dropped by all');
    const after = await take(stores, 13);
    assert.is(new Set([...before, ...after]).size, 40);
    for (const store of stores) await store.close();
    // The union is on disk: another restart needs no peer's memory.
    const alone = await openStore(backup, restored, 3);
    assert.is(left(alone), 0);
  });
}

test('a batch that reached all parties counts, even if the crash came before anybody heard that', async () => {
  const made = await world(2);
  for (const [party, store] of made.stores.entries()) {
    await store.append({ batchHash: batchHash(4), spec: SPEC, content: contentOf(4, SPEC, party, 2) });
  }
  await made.stores[1]?.commit(batchHash(4));
  assert.equal(
    made.stores.map((store) => left(store)),
    [0, 20],
  );
  const stores = await reopen(made.files);
  assert.equal(
    stores.map((store) => left(store)),
    [20, 20],
  );
});

test('a batch that one party lacks is dropped by all, committed or not', async () => {
  const made = await world(3);
  await fill(made.stores, 1, SPEC);
  for (const party of [0, 1]) {
    const store = made.stores[party];
    await store?.append({ batchHash: batchHash(4), spec: SPEC, content: contentOf(4, SPEC, party, 3) });
    await store?.commit(batchHash(4));
  }
  const stores = await reopen(made.files);
  for (const store of stores) assert.is(left(store), 20);
  for (const own of made.files) assert.is(own.names().filter((name) => name.endsWith('.batch')).length, 1);
});

test('batches of one hash and different specifications are dropped', async () => {
  const made = await world(2);
  for (const [party, spec] of [SPEC, some(21)].entries()) {
    await made.stores[party]?.append({ batchHash: batchHash(4), spec, content: contentOf(4, spec, party, 2) });
  }
  for (const store of await reopen(made.files)) assert.is(store.status().batches, 0);
});

test('a batch that is being written while the parties agree is not part of the agreement', async () => {
  const { stores } = await world(2);
  const slow = stores[0]?.append({ batchHash: batchHash(4), spec: SPEC, content: contentOf(4, SPEC, 0, 2) });
  await agree(stores);
  assert.is((await slow?.catch((error: TesseraError) => error.code)) ?? '', 'WRONG_STATE');
  assert.is(stores[0]?.status().batches, 0);
  await fill(stores, 5, SPEC);
  await take(stores, 20);
});

test('nothing is granted while the parties agree, and two agreements do not run at once', async () => {
  const { stores } = await world(2);
  await fill(stores, 1, SPEC);
  stores[1]?.beginAgreement();
  assert.equal(codes((await reserveAll(stores, some(1))).outcomes), ['REFUSED', 'WRONG_STATE']);
  assert.equal(codes((await reconcileAll(stores)).outcomes), ['PEER_ABORTED', 'WRONG_STATE']);
  assert.is(stores[0]?.state, 'unagreed');
  stores[1]?.endAgreement(false);
  await agree(stores);
  await take(stores, 1);
});

test('sessions that were granted when an agreement begins keep what they have, and nobody else gets it', async () => {
  const { stores } = await world(2);
  await fill(stores, 1, SPEC);
  const lease = stores[0]?.grants.propose(some(5));
  await agree(stores);
  for (const store of stores) assert.is(left(store), 15);
  const items = await take(stores, 15);
  assert.not(items.includes('1/0/0'));
  assert.ok(lease);
});

/** Changes one 32-bit word of a message. */
function setting(message: Uint8Array, word: number, value: number): Uint8Array {
  const changed = message.slice();
  new DataView(changed.buffer).setUint32(4 * word, value, true);
  return changed;
}

test('claims that cannot be are refused, and the store stays unagreed', async () => {
  const forgeries: ((edge: { round: number }, message: Uint8Array) => Uint8Array)[] = [
    ({ round }, message) => (round === 0 ? setting(message, 8, 2 ** 30) : message),
    ({ round }, message) => (round === 0 ? setting(message, 0, 1) : message),
    // The ranges: batch | stock | from | to behind the batch's 64 bytes.
    ({ round }, message) => (round === 1 ? setting(message, 16, 1) : message),
    ({ round }, message) => (round === 1 ? setting(message, 17, 1) : message),
    ({ round }, message) => (round === 1 ? setting(message, 18, 5) : message),
    ({ round }, message) => (round === 1 ? setting(message, 19, 21) : message),
  ];
  for (const [index, forge] of forgeries.entries()) {
    const { stores } = await world(2);
    await fill(stores, 1, SPEC);
    await take(stores, 5);
    const { outcomes } = await reconcileAll(stores, (edge, message) =>
      edge.from === 1 ? forge(edge, message) : message,
    );
    assert.is(codes(outcomes)[0], 'SESSION_MISMATCH', `forgery ${index}`);
    assert.is(stores[0]?.state, 'unagreed');
    await agree(stores);
    await take(stores, 15);
  }
});

test('a party that tells the others different things is found out', async () => {
  const { stores } = await world(3);
  await fill(stores, 1, SPEC);
  await take(stores, 5);
  const equivocating: Adversary = ({ from, to, round }, message) =>
    from === 1 && to === 2 && round === 1 ? setting(message, 19, 9) : message;
  const { outcomes } = await reconcileAll(stores, equivocating);
  assert.equal(codes(outcomes), ['ECHO_MISMATCH', 'ECHO_MISMATCH', 'ECHO_MISMATCH']);
  await agree(stores);
  for (const store of stores) assert.is(left(store), 11, 'what was claimed to be gone once stays gone');
});

test('a party of another key is refused', async () => {
  const made = await world(2);
  const foreign = await openStore(new MemoryFiles(), 1, 2, { keyId: batchHash(77) });
  const { outcomes } = await reconcileAll([made.stores[0] as TupleStore, foreign]);
  assert.equal(codes(outcomes), ['SESSION_MISMATCH', 'SESSION_MISMATCH']);
});

test.run();
