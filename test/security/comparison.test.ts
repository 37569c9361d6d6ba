// docs/security-arguments.md, "Comparison": the digit tables, and what an opening under a wide mask leaks, computed exactly.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAX_COMPARISON_BITS, P, STATISTICAL_BITS } from '../../src/params.js';
import { digitWidths, highBits } from '../../src/preprocessing/kinds.js';
import { range } from './model.js';

const test = suite('security: comparison');

/** [mask > opened] and [mask = opened] of the low k - 1 bits, from cumulative one-hot tables joined highest digit first. */
function compareDigits(mask: number, opened: number, k: number, w: number): { greater: number; equal: number } {
  let shift = 0;
  const nodes = digitWidths(k, w).map((width) => {
    const digit = (mask >> shift) & (2 ** width - 1);
    const v = (opened >> shift) & (2 ** width - 1);
    shift += width;
    const table = range(2 ** width - 1).map((entry) => (digit > entry ? 1 : 0));
    const greater = table[v] ?? 0; // no digit is greater than the largest
    return { greater, equal: (v === 0 ? 1 : (table[v - 1] ?? 0)) - greater };
  });
  return nodes
    .reverse()
    .reduce((high, low) => ({ greater: high.greater + high.equal * low.greater, equal: high.equal * low.equal }));
}

test('the sign and the zero test are right for every value, every low mask and every digit width', () => {
  for (const k of [2, 3, 4, 5, 6, 7]) {
    const half = 2 ** (k - 1);
    for (const w of [1, 2, 3, 4]) {
      for (const x of range(2 * half).map((d) => d - half)) {
        for (const low of range(half)) {
          const d = x + half;
          const opened = (d + low) % half; // the high part of the mask is a multiple of half
          const { greater, equal } = compareDigits(low, opened, k, w);
          const remainder = opened - low + half * greater;
          assert.is((d - remainder) / half, x >= 0 ? 1 : 0, `k ${k}, w ${w}, x ${x}, mask ${low}`);
          if (x > -half) assert.is(equal, x === 0 ? 1 : 0);
        }
      }
    }
  }
});

/** Statistical distance of d + r and d2 + r for r uniform below `masks`, by enumeration; times `masks`. */
function distance(d: number, d2: number, masks: number): number {
  const differs = range(masks + Math.max(d, d2) + 1).filter((c) => {
    const inside = (from: number) => c >= from && c < from + masks;
    return inside(d) !== inside(d2);
  });
  return differs.length / 2;
}

test('the openings of two values are at distance |d - d2| over the number of masks', () => {
  for (const masks of [1, 4, 16]) {
    for (const d of range(9)) {
      for (const d2 of range(9)) assert.is(distance(d, d2, masks), Math.min(Math.abs(d - d2), masks));
    }
  }
});

test('no sum wraps around p and each opening leaks less than 2^-40, for every width we compare', () => {
  assert.is(STATISTICAL_BITS, 40);
  for (let k = 2; k <= MAX_COMPARISON_BITS; k++) {
    const masks = 1n << BigInt(k - 1 + highBits(k));
    assert.is(masks, 1n << 60n);
    const largest = (1n << BigInt(k)) - 1n;
    assert.ok(largest + masks - 1n < P, 'c stays below p');
    assert.ok(largest << BigInt(STATISTICAL_BITS) < masks, 'largest difference / masks < 2^-40');
  }
  assert.not.ok(((1n << 21n) - 1n) << 40n < 1n << 60n, 'one bit more would not do');
});

test('T openings leak at most T times as much', () => {
  const [masks, T] = [8, 3];
  const one = distance(0, 1, masks) / masks;
  // Product distributions on {both, left only, right only}: both values give c with the same probability or only one does.
  const joint = 1 - (1 - one) ** T;
  assert.ok(joint <= T * one && joint > one);
  const job = 10_001n; // comparisons of one recommendation over 10,000 users
  assert.ok(job * ((1n << 20n) - 1n) * (1n << 26n) < 1n << 60n, 'about 2^-26.7 in all');
});

test('a mask of 61 shared bits is within 2^-40 of uniform over the field, so it needs no range', () => {
  const all = 1n << 61n;
  const twice = all - P; // that many residues have two preimages
  // distance = twice * (2/2^61 - 1/p), written without fractions
  const [numerator, denominator] = [twice * (2n * P - all), all * P];
  assert.ok(numerator << 40n < denominator);
  assert.ok(numerator << 41n > denominator, 'and not much less');
});

test.run();
