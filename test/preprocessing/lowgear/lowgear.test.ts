// The producer's states: one production at a time, and whatever does not run to its end burns it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, SecurityAbort } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import { Vector } from '../../../src/math/vector.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { LowGear } from '../../../src/preprocessing/lowgear/index.js';
import { InlineRunner } from '../../../src/preprocessing/tasks.js';
import { type Adversary, honest, lockstep, values } from '../../support/lockstep.js';
import { expectCode } from '../../support/tuple-checks.js';
import { partiesOf } from './parties.js';

const test = suite('lowgear');
const kernel = await Kernel.load();
const runner = new InlineRunner(kernel);
const SPEC: BatchSpec = [{ kind: 'random', n: 10 }];
let sessions = 0;

async function setUp(macKey?: Uint8Array): Promise<LowGear[]> {
  const options = { runner, mode: 'unproven', ...(macKey && { macKey }) } as const;
  const { outcomes } = await lockstep(fresh().map((p) => LowGear.setup(p, options)));
  return values(outcomes);
}

const fresh = () => partiesOf(kernel, 2, `lowgear ${sessions++}`);

async function produce(lowgears: readonly LowGear[], adversary: Adversary = honest) {
  return (
    await lockstep(
      fresh().map((p, i) => lowgears[i]!.produce(p, SPEC)),
      adversary,
    )
  ).outcomes;
}

test('a set-up serves many productions; its parties agree on its name', async () => {
  const lowgears = await setUp();
  assert.equal(lowgears[0]!.keyId, lowgears[1]!.keyId);
  for (let k = 0; k < 3; k++) values(await produce(lowgears));
  assert.not.ok(lowgears.some(({ burnt }) => burnt));
});

test('a new set-up may take an earlier MAC key, and never has the name of another', async () => {
  const macKey = Vector.fromBigInts(kernel.newArena(), [123n]).toBytes();
  const [first, second] = [await setUp(macKey), await setUp(macKey)];
  assert.equal(first[0]!.macKey.toBigInts(), [123n]);
  assert.not.equal(first[0]!.keyId, second[0]!.keyId);
  values(await produce(second));
});

test('one production at a time', async () => {
  const [lowgear] = await setUp();
  const [p, q] = [fresh()[0]!, fresh()[0]!];
  const running = lowgear!.produce(p, SPEC);
  running.next();
  expectCode(() => lowgear!.produce(q, SPEC).next(), 'WRONG_STATE');
  assert.not.ok(lowgear!.burnt);
  running.return(undefined as never);
});

test('a specification that cannot be is refused before anything is sent, and burns nothing', async () => {
  const [lowgear] = await setUp();
  const matvec = {
    kind: 'matvec',
    matrix: 'unknown',
    rows: 2,
    columns: 2,
    orientation: 'rows',
    operand: { from: 'random' },
  } as const;
  expectCode(() => lowgear!.produce(fresh()[0]!, [matvec]).next(), 'UNKNOWN_DATASET');
  expectCode(() => lowgear!.produce(fresh()[0]!, [SPEC[0]!, SPEC[0]!]).next(), 'INVALID_ARGUMENT');
  assert.not.ok(lowgear!.burnt);
});

test('a production that is given up burns', async () => {
  const [lowgear] = await setUp();
  const running = lowgear!.produce(fresh()[0]!, SPEC);
  running.next();
  running.return(undefined as never);
  assert.ok(lowgear!.burnt);
  expectCode(() => lowgear!.produce(fresh()[0]!, SPEC).next(), 'WRONG_STATE');
  expectCode(() => lowgear!.macKey.toBytes(), 'RELEASED');
});

test('so does one that the network interrupts, and one in which somebody cheats', async () => {
  for (const [error, adversary] of [
    [ChannelError, (({ from }, message) => (from === 1 ? message.subarray(8) : message)) as Adversary],
    [SecurityAbort, (({ from }, message) => (from === 1 ? message.slice().fill(255) : message)) as Adversary],
  ] as const) {
    const lowgears = await setUp();
    const [outcome] = await produce(lowgears, adversary);
    assert.ok(outcome !== undefined && 'error' in outcome && outcome.error instanceof error);
    assert.ok(lowgears[0]!.burnt);
    lowgears[0]!.burn();
  }
});

test.run();
