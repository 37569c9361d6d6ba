import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError, UsageError } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import { FULL_FIELD, P } from '../../../src/params.js';
import { Dealer, type DealtBatch, expandBatch } from '../../../src/preprocessing/dealer/index.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { batchName, dealtParties, KEY_ID } from '../../support/dealt-parties.js';
import { checkBatch, reveal } from '../../support/tuple-checks.js';
import { tupleLaws } from '../../support/tuple-laws.js';

const kernel = await Kernel.load();
const masterSeed = new Uint8Array(32).fill(7);

tupleLaws('dealer', (parties) => dealtParties({ kernel, parties }));

const test = suite('dealer');

/** Every kind, with more items than fit one chunk where chunks are small. */
const SPEC: BatchSpec = [
  { kind: 'triple', n: 3 },
  { kind: 'inputMask', n: 4 },
  { kind: 'bit', n: 5 },
  { kind: 'random', n: 6 },
  { kind: 'square', n: 2 },
  { kind: 'factorTriple', fanOut: 2, n: 2 },
  { kind: 'comparisonMask', k: 6, w: 3, n: 2 },
  { kind: 'zeroTest', n: 2 },
];

async function rejects(promise: Promise<unknown>, code: string): Promise<UsageError> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, code);
    return error as UsageError;
  }
  return assert.unreachable(`expected ${code}`) as never;
}

test('batches of several chunks satisfy the laws too', async () => {
  for (const count of [2, 3]) {
    const parties = await dealtParties({ kernel, parties: count });
    await checkBatch(parties, [
      { kind: 'triple', n: 2 ** 14 + 3 },
      { kind: 'comparisonMask', k: 5, w: 2, n: 2 ** 10 + 1 },
      { kind: 'inputMask', n: 5 * 2 ** 14 },
    ]);
    parties.release();
  }
});

test('masks of the whole field have digits across the halves of a word, and truncations cut there and elsewhere', async () => {
  const parties = await dealtParties({ kernel, parties: 2 });
  await checkBatch(parties, [
    ...[1, 3, 5, 7, 8].map((w) => ({ kind: 'comparisonMask', k: FULL_FIELD, w, n: 101 }) as const),
    { kind: 'comparisonMask', k: FULL_FIELD, w: 4, n: 2 ** 10 + 1 },
    ...[1, 2, 21, 28, 29, 31, 32, 33, 56].map((shift) => ({ kind: 'truncation', shift, n: 101 }) as const),
    { kind: 'truncation', shift: 57, n: 2 ** 14 + 1 },
  ]);
  parties.release();
});

test('all parties but the last receive 32 bytes', async () => {
  for (const parties of [2, 3, 4]) {
    const dealer = new Dealer({ kernel, masterSeed, parties });
    for (let party = 0; party < parties; party++) {
      const { seed, corrections } = await dealer.deal({ keyId: KEY_ID, batchId: batchName(1), spec: SPEC, party });
      assert.is(seed.length, 32);
      assert.is(corrections.length > 0, party === parties - 1);
    }
  }
});

test('the last party receives one correction per determined element', async () => {
  const elements = async (parties: number, spec: BatchSpec) => {
    const dealer = new Dealer({ kernel, masterSeed, parties });
    const dealt = await dealer.deal({ keyId: KEY_ID, batchId: batchName(1), spec, party: parties - 1 });
    return dealt.corrections.length / 8;
  };
  assert.is(await elements(2, [{ kind: 'random', n: 10 }]), 10);
  assert.is(await elements(2, [{ kind: 'triple', n: 10 }]), 40);
  assert.is(await elements(2, [{ kind: 'inputMask', n: 10 }]), 20);
  assert.is(await elements(4, [{ kind: 'inputMask', n: 10 }]), 40);
  assert.is(await elements(2, [{ kind: 'bit', n: 10 }]), 20);
  assert.is(await elements(2, [{ kind: 'zeroTest', n: 10 }]), 10);
  assert.is(await elements(2, [{ kind: 'comparisonMask', k: 20, w: 4, n: 1 }]), 2 * (1 + 4 * 15 + 7));
});

test('the same request gives the same answer, at another dealer with the same master seed too', async () => {
  const order = { keyId: KEY_ID, batchId: batchName(3), spec: SPEC, party: 1 };
  const answers: DealtBatch[] = [];
  for (let k = 0; k < 2; k++) {
    const dealer = new Dealer({ kernel, masterSeed, parties: 2 });
    answers.push(await dealer.deal(order), await dealer.deal(order));
  }
  for (const answer of answers) assert.equal(answer, answers[0]);
});

test('another specification, batch, key, party, number of parties or master seed gives an unrelated answer', async () => {
  const order = { keyId: KEY_ID, batchId: batchName(3), spec: SPEC, party: 0 };
  const dealer = new Dealer({ kernel, masterSeed, parties: 2 });
  const dealers = [
    new Dealer({ kernel, masterSeed, parties: 3 }),
    new Dealer({ kernel, masterSeed: KEY_ID, parties: 2 }),
  ];
  const seeds = [
    await dealer.deal(order),
    await dealer.deal({ ...order, spec: SPEC.slice(1) }),
    await dealer.deal({ ...order, spec: [...SPEC].reverse() }),
    await dealer.deal({ ...order, batchId: batchName(4) }),
    await dealer.deal({ ...order, keyId: batchName(4) }),
    await dealer.deal({ ...order, party: 1 }),
    ...(await Promise.all(dealers.map((other) => other.deal(order)))),
  ].map(({ seed }) => seed.join());
  assert.is(new Set(seeds).size, seeds.length);
  const shares = [0, 1].flatMap((party) => [dealer.keyShare(KEY_ID, party), dealer.keyShare(batchName(4), party)]);
  assert.is(new Set(shares.map((share) => share.join())).size, 4);
});

test('a correction changed on the way breaks a law', async () => {
  const { corrections } = await new Dealer({ kernel, masterSeed, parties: 2 }).deal({
    keyId: KEY_ID,
    batchId: batchName(1),
    spec: SPEC,
    party: 1,
  });
  let noticed = 0;
  for (let at = 0; at < corrections.length; at += 8) {
    const parties = await dealtParties({
      kernel,
      parties: 2,
      onTheWay(party, dealt) {
        if (party === 1) dealt.corrections[at] = (dealt.corrections[at] ?? 0) ^ 1;
        return dealt;
      },
    });
    try {
      await checkBatch(parties, SPEC);
    } catch (error) {
      assert.instance(error, assert.Assertion, 'an assertion of the laws, not a crash');
      noticed++;
    } finally {
      parties.release();
    }
  }
  assert.is(noticed, corrections.length / 8);
});

test('corrections of the wrong length or with elements outside the field are refused', async () => {
  const dealer = new Dealer({ kernel, masterSeed, parties: 2 });
  const dealt = await dealer.deal({ keyId: KEY_ID, batchId: batchName(1), spec: SPEC, party: 1 });
  const arena = kernel.newArena();
  const expand = async (answer: DealtBatch, party = 1) =>
    expandBatch(kernel, arena, { party, parties: 2, spec: SPEC, dealt: answer });
  await expand(dealt);
  await rejects(expand({ ...dealt, corrections: dealt.corrections.subarray(8) }), 'LENGTH_MISMATCH');
  await rejects(expand({ ...dealt, corrections: new Uint8Array(0) }), 'LENGTH_MISMATCH');
  await rejects(expand(dealt, 0), 'LENGTH_MISMATCH');
  await rejects(expand({ ...dealt, seed: dealt.seed.subarray(1) }), 'LENGTH_MISMATCH');
  const outside = dealt.corrections.slice();
  new DataView(outside.buffer).setBigUint64(16, P, true);
  await rejects(expand({ ...dealt, corrections: outside }), 'NOT_CANONICAL');
  arena.release();
});

test('no secret is in an error message', async () => {
  const dealer = new Dealer({ kernel, masterSeed, parties: 2 });
  const dealt = await dealer.deal({ keyId: KEY_ID, batchId: batchName(1), spec: SPEC, party: 1 });
  const poisoned = dealt.corrections.slice().fill(0xee, 0, 8);
  const arena = kernel.newArena();
  try {
    expandBatch(kernel, arena, { party: 1, parties: 2, spec: SPEC, dealt: { ...dealt, corrections: poisoned } });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, TesseraError);
    const text = String((error as Error).stack);
    for (const secret of ['eeee', '17216961135462248174', dealt.seed.slice(0, 4).join()]) {
      assert.not.match(text, new RegExp(secret));
    }
  }
  arena.release();
});

test('matvec tuples need a registered matrix of that shape and key', async () => {
  const { dealer, matrix, release } = await dealtParties({ kernel, parties: 2 });
  const line = {
    kind: 'matvec',
    matrix: matrix.id,
    rows: 6,
    columns: 9,
    orientation: 'rows',
    operand: { from: 'random' },
  } as const;
  const deal = (spec: BatchSpec, keyId: Uint8Array = KEY_ID) =>
    dealer.deal({ keyId, batchId: batchName(9), spec, party: 1 });
  await deal([line]);
  await rejects(deal([{ ...line, rows: 5 }]), 'INVALID_ARGUMENT');
  await rejects(deal([{ ...line, matrix: 'ab'.repeat(32) }]), 'UNKNOWN_DATASET');
  await rejects(deal([line], batchName(1)), 'INVALID_ARGUMENT');
  await rejects(deal([{ ...line, operand: { from: 'inputMasks', offset: 0 } }]), 'INVALID_ARGUMENT');
  release();
});

test('a matrix is recomputed after it fell out of the cache', async () => {
  const dealer = new Dealer({ kernel, masterSeed, parties: 2, cacheBytes: 0 });
  const upload = [{ kind: 'inputMask', n: 50 }] as const;
  const part = { batchId: batchName(1), spec: upload, offset: 3, rows: 4, columns: 5 };
  const matrix = dealer.registerMatrix({ keyId: KEY_ID, parts: [part] });
  const spec: BatchSpec = [
    { kind: 'matvec', matrix, rows: 4, columns: 5, orientation: 'columns', operand: { from: 'random' } },
  ];
  const order = { keyId: KEY_ID, batchId: batchName(2), spec, party: 1 };
  const [first, second] = [await dealer.deal(order), await dealer.deal(order)];
  assert.equal(first, second);
});

test('a large matrix of many parts equals the masks it is made of', async () => {
  const parties = await dealtParties({ kernel, parties: 2 });
  const { dealer } = parties;
  const arena = kernel.newArena();
  const columns = 300;
  const spec: BatchSpec = [{ kind: 'inputMask', n: 40_000 }];
  const rowsOf = [1, 130, 2, 40];
  const parts = rowsOf.map((rows, k) => ({ batchId: batchName(100 + k), spec, offset: 17 * k, rows, columns }));
  const matrix = dealer.registerMatrix({ keyId: KEY_ID, parts });
  const rows = rowsOf.reduce((sum, n) => sum + n);
  const blocks = [];
  for (const { batchId, offset, rows: count } of parts) {
    const sources = [];
    for (const party of [0, 1]) {
      const dealt = await dealer.deal({ keyId: KEY_ID, batchId, spec, party });
      sources.push(expandBatch(kernel, arena, { party, parties: 2, spec, dealt }));
    }
    const [r0, r1] = sources.map((source) => source.takeInputMasks(40_000).value);
    if (r0 && r1) blocks.push(r0.add(r1).slice(offset, offset + count * columns));
  }
  const [head, ...tail] = blocks;
  const entries = head?.concat(...tail);
  const line = { kind: 'matvec', matrix, rows, columns, orientation: 'rows', operand: { from: 'random' } } as const;
  const sources = await parties.sources([line]);
  const tuples = sources.map((source) => source.takeMatvec(matrix, 'rows'));
  const b = reveal(
    parties,
    tuples.map((tuple) => tuple.b),
  );
  const c = arena.alloc(rows);
  if (entries) kernel.matVecInto(entries.span, rows, columns, b.span, c);
  assert.ok(
    kernel.equal(
      c,
      reveal(
        parties,
        tuples.map((tuple) => tuple.c),
      ).span,
    ),
  );
  arena.release();
  parties.release();
});

test('dealing can be cancelled', async () => {
  const dealer = new Dealer({ kernel, masterSeed, parties: 2 });
  const reason = new Error('enough');
  const order = { keyId: KEY_ID, batchId: batchName(1), spec: SPEC, party: 1, signal: AbortSignal.abort(reason) };
  try {
    await dealer.deal(order);
    assert.unreachable();
  } catch (error) {
    assert.is(error, reason);
  }
});

test.run();
