// docs/security-arguments.md, "Full-field comparison" and "Truncation under a full-field mask": the identities they rest on, for every
// value and every mask of small fields of the same shape, p = 2^b - 2^a + 1.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FIELD_BITS, MAX_TRUNCATED_BITS, P } from '../../src/params.js';
import { MAX_SHIFT } from '../../src/preprocessing/kinds.js';
import { Histogram, mod, range } from './model.js';

const test = suite('security: masks of the whole field');

/** p = 2^b - 2^a + 1, all prime. */
const FIELDS = [
  { p: 29, b: 5, a: 2 },
  { p: 61, b: 6, a: 2 },
  { p: 113, b: 7, a: 4 },
  { p: 241, b: 8, a: 4 },
] as const;

type Field = (typeof FIELDS)[number];

/** What is opened, and the bit that says whether d + R wrapped, from top bits alone. */
function openUnder(d: number, R: number, { p, b }: Field): { c: number; wrap: number } {
  const c = mod(d + R, p);
  const half = 2 ** (b - 1);
  return { c, wrap: R >= half && c < half ? 1 : 0 };
}

/** Largest value for which top bits tell. */
const largest = ({ b, a }: Field) => 2 ** (b - 1) - 2 ** a + 1;

test('top bits tell whether a sum wrapped, for all masks and all values up to the bound, and not beyond', () => {
  for (const field of FIELDS) {
    const wrong = (d: number) =>
      range(2 ** field.b).filter((R) => {
        const { c, wrap } = openUnder(d, R, field);
        return d + R !== c + wrap * field.p;
      }).length;
    for (const d of range(largest(field) + 1)) assert.is(wrong(d), 0, `p ${field.p}, d ${d}`);
    assert.ok(wrong(largest(field) + 1) > 0, 'the bound is tight');
  }
  const half = 1n << BigInt(FIELD_BITS - 1);
  assert.ok(
    2n << BigInt(MAX_TRUNCATED_BITS) <= half - (1n << 21n) + 1n,
    'values of 58 bits with the offset are within',
  );
  assert.ok(MAX_SHIFT < MAX_TRUNCATED_BITS, 'the offset is a multiple of 2^shift');
});

test('truncation gives the floor or one more, the latter with probability (d mod 2^f) / 2^f exactly', () => {
  for (const field of FIELDS) {
    for (const f of range(field.b - 2).map((k) => k + 1)) {
      const unit = 2 ** f;
      for (const d of range(largest(field) + 1)) {
        let up = 0;
        for (const R of range(2 ** field.b)) {
          const { c, wrap } = openUnder(d, R, field);
          const quotient = Math.floor((c + wrap * field.p) / unit) - Math.floor(R / unit);
          assert.ok(quotient === Math.floor(d / unit) || quotient === Math.floor(d / unit) + 1);
          if (quotient > Math.floor(d / unit)) up++;
        }
        assert.is(up, (d % unit) * 2 ** (field.b - f));
      }
    }
  }
});

test('adding wrap * (p >> f) instead would miss by more: the sum has to be taken before it is shifted', () => {
  const field = FIELDS[1];
  const misses = new Set<number>();
  for (const f of [1, 2, 3, 4]) {
    for (const d of range(largest(field) + 1)) {
      for (const R of range(2 ** field.b)) {
        const { c, wrap } = openUnder(d, R, field);
        const quotient = (c >> f) - (R >> f) + wrap * (field.p >> f);
        misses.add(quotient - (d >> f));
      }
    }
  }
  assert.ok(misses.has(-1));
});

test('the sign is the parity of 2x: right for every value and every mask below p, wrong beyond where 2x + r - p >= p', () => {
  for (const { p, b } of FIELDS) {
    for (const x of range(p)) {
      const negative = x > (p - 1) / 2 ? 1 : 0;
      const y = mod(2 * x, p);
      for (const R of range(2 ** b)) {
        const c = mod(y + R, p);
        const parity = (c ^ R ^ (R > c ? 1 : 0)) & 1;
        assert.is(parity !== negative, R >= p && y + R - p >= p, `p ${p}, x ${x}, mask ${R}`);
        // The test for zero compares all digits of c = x + R with R.
        assert.is(mod(x + R, p) === R, x === 0 && R < p);
      }
    }
  }
});

test('bits come from borrows, with c or c + p in place of the sum', () => {
  for (const field of FIELDS) {
    const bits = field.b - 2;
    for (const x of range(2 ** bits)) {
      for (const R of range(2 ** field.b)) {
        const { c, wrap } = openUnder(x, R, field);
        const C = c + wrap * field.p;
        const below = range(bits + 1).map((i) => {
          const [low, mask] = [C % 2 ** i, R % 2 ** i];
          return low - mask + 2 ** i * (mask > low ? 1 : 0);
        });
        const found = range(bits).map((i) => ((below[i + 1] ?? 0) - (below[i] ?? 0)) / 2 ** i);
        assert.equal(
          found,
          range(bits).map((i) => (x >> i) & 1),
        );
      }
    }
  }
});

test('what is opened is at the same distance from uniform whatever the value is, below 2^-40', () => {
  for (const { p, b } of FIELDS) {
    const views = range(p).map((x) => {
      const view = new Histogram();
      for (const R of range(2 ** b)) view.add(mod(x + R, p));
      return view;
    });
    assert.ok(views.every((view) => view.size === p));
    // Residues with two masks, in counts of which 2^b are 1: |2 / 2^b - 1 / p| each, and as much below.
    const twice = 2 ** b - p;
    for (const x of range(p)) {
      const counts = range(p).map((c) => range(2 ** b).filter((R) => mod(x + R, p) === c).length);
      const distance = counts.reduce((sum, count) => sum + Math.max(0, count / 2 ** b - 1 / p), 0);
      assert.ok(Math.abs(distance - (twice * (2 * p - 2 ** b)) / (2 ** b * p)) < 1e-12);
    }
  }
  const all = 1n << BigInt(FIELD_BITS);
  assert.ok(((all - P) * (2n * P - all)) << 40n < all * P);
});

test.run();
