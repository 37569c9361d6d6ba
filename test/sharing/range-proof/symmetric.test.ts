import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mod } from '../../../src/math/field.js';
import { Vector } from '../../../src/math/vector.js';
import { elementary, SymmetricTable } from '../../../src/sharing/range-proof/symmetric.js';
import { kernel } from '../../io/support.js';

const test = suite('sharing/range-proof/symmetric');

test('elementary symmetric polynomials are the sums of products of all subsets', () => {
  const ys = [2n, -3n, 5n, 7n];
  const sums = ys.map(() => 0n).concat(0n);
  for (let subset = 0; subset < 16; subset++) {
    const chosen = ys.filter((_, k) => (subset >> k) & 1);
    sums[chosen.length]! += chosen.reduce((product, y) => product * y, 1n);
  }
  assert.equal(elementary(ys), sums);
  assert.equal(elementary([]), [1n]);
});

test('the table holds e_m of all differences to a member, also where they are negative or large', () => {
  const values = [-1, 0, 7, 65_000];
  const arena = kernel.newArena();
  const table = new SymmetricTable(values, 4);
  const z = arena.alloc(4);
  for (let m = 0; m < values.length; m++) {
    table.lookupInto(kernel, m, Uint8Array.of(3, 0, 1, 2), z);
    const expected = [65_000, -1, 0, 7].map((x) => mod(elementary(values.map((v) => BigInt(v - x)))[m]!));
    assert.equal(new Vector(arena, z).toBigInts(), expected);
  }
  arena.release();
});

test('a look-up may be shorter than the table was made for', () => {
  const arena = kernel.newArena();
  const table = new SymmetricTable([0, 1], 100);
  const z = arena.alloc(1);
  table.lookupInto(kernel, 1, Uint8Array.of(1), z);
  assert.equal(new Vector(arena, z).toBigInts(), [mod(-1n)]);
  arena.release();
});

test.run();
