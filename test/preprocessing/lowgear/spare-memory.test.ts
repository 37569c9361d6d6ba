import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAX_FREE_BYTES, SpareMemory } from '../../../src/preprocessing/lowgear/spare-memory.js';

const test = suite('lowgear: spare memory');

function counted(): { memory: SpareMemory; allocated: () => number } {
  let calls = 0;
  const memory = new SpareMemory((bytes) => {
    calls++;
    return new Uint8Array(bytes);
  });
  return { memory, allocated: () => calls };
}

test('what was given back is lent again, and never to two at a time', () => {
  const { memory, allocated } = counted();
  const first = memory.lend(64);
  const second = memory.lend(64);
  assert.is.not(first, second);
  memory.takeBack([first]);
  assert.is(memory.lend(64), first);
  assert.is.not(memory.lend(64), first);
  assert.is(allocated(), 3);
});

test('sizes are kept apart, and empty buffers are not kept', () => {
  const { memory } = counted();
  memory.takeBack([new Uint8Array(8), new Uint8Array(0)]);
  assert.is(memory.lend(16).length, 16);
  assert.is(memory.lend(8).length, 8);
  assert.is(memory.lend(0).length, 0);
});

test('the sizes unused for longest are dropped when too much is free', () => {
  const { memory, allocated } = counted();
  const percent = (n: number) => Math.floor((n * MAX_FREE_BYTES) / 100);
  const [old, recent] = [memory.lend(percent(52)), memory.lend(percent(47))];
  memory.takeBack([old]);
  memory.takeBack([recent]);
  memory.takeBack([new Uint8Array(percent(26))]);
  assert.ok(memory.lend(percent(47)) === recent);
  memory.lend(percent(52));
  assert.is(allocated(), 3, 'the old one is gone');
});

test('what is released is wiped', () => {
  const { memory } = counted();
  const buffer = memory.lend(8).fill(7);
  memory.takeBack([buffer]);
  memory.release();
  assert.ok(buffer.every((byte) => byte === 0));
  assert.is.not(memory.lend(8), buffer);
});

test.run();
