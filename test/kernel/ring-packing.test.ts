// 28-bit residues as bytes: one encoding per value, and nothing out of range is accepted.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Arena, Kernel, Packing } from '../../src/kernel/index.js';
import { laneSpan, lanes, PRIMES, randomIntegers } from './ring-oracle.js';
import { throwsUsage } from './throws.js';

const test = suite('kernel: ring packing');
const kernel = await Kernel.load();
let arena: Arena;
let packing: Packing;
const q = PRIMES[9];

test.before.each(() => {
  arena = kernel.newArena();
  packing = new Packing(arena);
});
test.after.each(() => arena.release());

/** All residues as one little-endian integer of 28 bits each. */
function integerOf(residues: readonly bigint[]): bigint {
  return residues.reduceRight((sum, r) => (sum << 28n) | r, 0n);
}

function pack(residues: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array((7 * residues.length) / 2);
  packing.packInto(laneSpan(arena, residues), bytes);
  return bytes;
}

const values = randomIntegers(64, BigInt(q), 1).map((r, i) => [BigInt(q) - 1n, 0n][i % 9] ?? r);

test('bytes are 28 bits per residue, little-endian, and come back', () => {
  const bytes = pack(values);
  assert.is(bytes.length, 224);
  const integer = [...bytes].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  assert.is(integer, integerOf(values));
  const z = arena.alloc(32);
  packing.unpackInto(bytes, q, z);
  assert.equal(Array.from(lanes(arena, z), BigInt), values);
});

test('a residue of q or more is refused wherever it stands, and nothing is left of the others', () => {
  for (let position = 0; position < 64; position++) {
    for (const wrong of [q, 2 ** 28 - 1]) {
      const broken = values.with(position, BigInt(wrong));
      const z = arena.alloc(32);
      throwsUsage(() => packing.unpackInto(pack(broken), q, z), 'NOT_CANONICAL');
      assert.ok(kernel.isZero(z));
    }
  }
});

test('polynomials modulo several primes are packed one after the other', () => {
  const lanesOfThree = randomIntegers(3 * 16384, BigInt(q), 2);
  const bytes = pack(lanesOfThree);
  const z = arena.alloc(8192);
  packing.unpackInto(bytes.subarray(2 * 57344), q, z);
  assert.equal(Array.from(lanes(arena, z), BigInt), lanesOfThree.slice(2 * 16384));
});

test('wrong lengths are refused', () => {
  throwsUsage(() => packing.packInto(arena.alloc(9), new Uint8Array(63)), 'LENGTH_MISMATCH');
  throwsUsage(() => packing.packInto(arena.alloc(8), new Uint8Array(55)), 'LENGTH_MISMATCH');
  throwsUsage(() => packing.unpackInto(new Uint8Array(55), q, arena.alloc(8)), 'LENGTH_MISMATCH');
  throwsUsage(() => packing.unpackInto(new Uint8Array(57), q, arena.alloc(8)), 'LENGTH_MISMATCH');
});

test.run();
