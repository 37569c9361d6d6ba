import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Staging } from '../../src/service/staging.js';

const test = suite('service/staging');

const filled = (n: number, value: number) => new Uint8Array(n).fill(value);

test('copies are what they were made of, and do not touch each other', () => {
  const staging = new Staging();
  const sources = [24, 0, 13, 8, 1].map((n, k) => filled(n, k + 1));
  const copies = sources.map((bytes) => staging.copyOf(bytes));
  assert.equal(copies, sources);
  for (const { byteOffset } of copies) assert.is(byteOffset % 8, 0);
  copies[2]?.fill(9);
  assert.equal(copies[3], sources[3]);
});

test('small copies share a block, a large one has its own, and a reset begins another', () => {
  const staging = new Staging();
  const [first, second] = [staging.copyOf(filled(64, 1)), staging.copyOf(filled(64, 2))];
  assert.is(first.buffer, second.buffer);
  const large = staging.copyOf(filled(40 * 2 ** 20, 3));
  assert.is(large.buffer.byteLength, large.length);
  staging.reset();
  const later = staging.copyOf(filled(8, 4));
  assert.is.not(later.buffer, large.buffer);
  assert.equal(first, filled(64, 1));
});

test.run();
