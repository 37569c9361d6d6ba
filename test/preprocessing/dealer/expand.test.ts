import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../../src/kernel/index.js';
import {
  Dealer,
  decodeDealt,
  encodeDealt,
  matrixId,
  parseDescriptor,
} from '../../../src/preprocessing/dealer/index.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { batchName, dealAll, KEY_ID } from '../../support/dealt-parties.js';
import { expectCode } from '../../support/tuple-checks.js';

const test = suite('dealt randomness');

/** A kernel of its own whose draws are recorded as "seed/stream". */
async function recordingKernel(): Promise<{ kernel: Kernel; draws: string[] }> {
  const kernel = await Kernel.load();
  const draws: string[] = [];
  const expandInto = kernel.expandInto.bind(kernel);
  const expandBytes = kernel.expandBytes.bind(kernel);
  kernel.expandInto = (seed, stream, z) => {
    draws.push(`${seed.join()}/${stream}`);
    expandInto(seed, stream, z);
  };
  kernel.expandBytes = (seed, stream, n) => {
    draws.push(`${seed.join()}/${stream}`);
    return expandBytes(seed, stream, n);
  };
  return { kernel, draws };
}

test('no seed and stream are drawn from twice, by any party in any line and chunk', async () => {
  const spec: BatchSpec = [
    { kind: 'triple', n: 2 ** 14 + 1 },
    { kind: 'random', n: 2 ** 15 + 1 },
    { kind: 'factorTriple', fanOut: 1, n: 5 },
    { kind: 'factorTriple', fanOut: 2, n: 5 },
    { kind: 'inputMask', n: 2 ** 14 + 1 },
    { kind: 'comparisonMask', k: 20, w: 4, n: 2 ** 10 + 1 },
    { kind: 'comparisonMask', k: 20, w: 3, n: 10 },
    { kind: 'comparisonMask', k: 62, w: 4, n: 10 },
    { kind: 'truncation', shift: 20, n: 10 },
    { kind: 'truncation', shift: 40, n: 10 },
    { kind: 'square', n: 3 },
    { kind: 'bit', n: 3 },
    { kind: 'zeroTest', n: 3 },
  ];
  const { kernel: dealerKernel, draws: dealerDraws } = await recordingKernel();
  const { kernel, draws } = await recordingKernel();
  const dealer = new Dealer({ kernel: dealerKernel, masterSeed: new Uint8Array(32).fill(4), parties: 3 });
  const arena = kernel.newArena();
  await dealAll(dealer, arena, batchName(1), spec);
  await dealAll(dealer, arena, batchName(2), spec);
  assert.ok(draws.length > 100);
  assert.is(new Set(draws).size, draws.length);
  // The dealer draws what the parties draw, once more, and its own secrets and key shares besides.
  assert.is(new Set(dealerDraws).size, draws.length + 2 * (2 + 1 + 1 + 1 + 1 + 1) + 3);
  arena.release();
});

test('an answer survives the wire, and what is too short for one is refused', async () => {
  const kernel = await Kernel.load();
  const dealer = new Dealer({ kernel, masterSeed: new Uint8Array(32), parties: 2 });
  const order = { keyId: KEY_ID, batchId: batchName(1), spec: [{ kind: 'bit', n: 3 } as const], party: 1 };
  const dealt = await dealer.deal(order);
  const apart = { seed: dealt.seed.slice(), corrections: dealt.corrections.slice() };
  assert.equal(encodeDealt(dealt), encodeDealt(apart));
  assert.is(encodeDealt(dealt).buffer, dealt.seed.buffer, 'the dealer copies nothing');
  assert.equal(decodeDealt(encodeDealt(apart)), apart);
  for (const length of [0, 31, 33, 39]) expectCode(() => decodeDealt(new Uint8Array(length)), 'LENGTH_MISMATCH');
});

test('a matrix has the same name wherever it is described, and another one for every other description', async () => {
  const kernel = await Kernel.load();
  const spec: BatchSpec = [{ kind: 'inputMask', n: 100 }];
  const part = { batchId: batchName(1), spec, offset: 1, rows: 3, columns: 4 };
  const descriptor = { keyId: KEY_ID, parts: [part, { ...part, rows: 2 }] };
  const dealer = new Dealer({ kernel, masterSeed: new Uint8Array(32), parties: 2 });
  assert.is(dealer.registerMatrix(descriptor), matrixId(kernel, structuredClone(descriptor)));
  const others = [
    descriptor,
    { keyId: batchName(1), parts: descriptor.parts },
    { keyId: KEY_ID, parts: [...descriptor.parts].reverse() },
    { keyId: KEY_ID, parts: [part] },
    ...[
      { batchId: batchName(2) },
      { spec: [{ kind: 'inputMask', n: 101 } as const] },
      { offset: 2 },
      { rows: 2 },
      { columns: 3 },
    ].map((change) => ({ keyId: KEY_ID, parts: [{ ...part, ...change }] })),
  ];
  assert.is(new Set(others.map((other) => matrixId(kernel, other))).size, others.length);
});

test('descriptors from outside are checked', () => {
  const part = { batchId: batchName(1), spec: [{ kind: 'inputMask', n: 12 }], offset: 0, rows: 3, columns: 4 };
  const parse = (parts: unknown, keyId: unknown = KEY_ID) => parseDescriptor({ keyId, parts }, 2);
  assert.is(parse([part]).parts.length, 1);
  const bad: unknown[] = [
    [],
    'parts',
    [{ ...part, offset: 1 }],
    [{ ...part, rows: 0 }],
    [{ ...part, rows: 1.5 }],
    [{ ...part, spec: [{ kind: 'triple', n: 12 }] }],
    [{ ...part, spec: 'all' }],
    [{ ...part, batchId: 'name' }],
    [part, { ...part, columns: 3 }],
  ];
  for (const parts of bad) expectCode(() => parse(parts), 'INVALID_ARGUMENT');
  expectCode(() => parse([part], new Uint8Array(0)), 'INVALID_ARGUMENT');
  const wide = { ...part, spec: [{ kind: 'inputMask', n: 2 ** 25 }], rows: 2 ** 15, columns: 2 ** 10 };
  expectCode(() => parse(Array.from({ length: 9 }, () => wide)), 'LIMIT_EXCEEDED');
});

test.run();
