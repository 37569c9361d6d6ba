// docs/security-arguments.md, "Comparison", ranges: an opening under a statistical mask hides only what lies in its range. A value leaves
// its range when a client's input does, or when a party shifted an earlier opening that nobody has checked yet.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../src/params.js';
import { Dice, field, Histogram, inverse, mod, range, share, vectors } from './model.js';

const test = suite('security: openings under a statistical mask');
const HALF = inverse(2n);
const OFFSET = 1n << 19n;
const TRIALS = 400;

/** From c = x + OFFSET + r with r below 2^60: was x small, or small plus one half mod p? */
function looksShifted(c: bigint): boolean {
  return field(c - OFFSET - HALF) < 1n << 60n;
}

test('a query of one half, unproven, reveals the parity of a stored value in one opening', () => {
  const dice = new Dice();
  for (let trial = 0; trial < TRIALS; trial++) {
    const stored = dice.bits(3);
    const c = field(HALF * stored + OFFSET + dice.bits(60));
    assert.is(looksShifted(c), stored % 2n === 1n, String(dice));
  }
});

/** Beaver's product of two secrets, the corrupt party adding `error` to the opened d; returns d_h, e and the honest side of x y. */
function beaver(x: bigint, y: bigint, error: bigint, dice: Dice) {
  const [a, b] = [dice.element(), dice.element()];
  const d = field(x - a + error);
  const e = field(y - b);
  return { product: field(a * b + d * b + e * a + d * e), shift: error };
}

test('a shifted opening turns the next masked opening into the parity of a secret factor, before any check', () => {
  const dice = new Dice();
  for (let trial = 0; trial < TRIALS; trial++) {
    const [x, y] = [dice.bits(4), dice.bits(4)];
    const { product } = beaver(x, y, HALF, dice);
    assert.is(product, field(x * y + HALF * y), 'the error multiplies the other factor');
    const c = field(product + OFFSET + dice.bits(60));
    assert.is(looksShifted(c), y % 2n === 1n, String(dice));
  }
});

test('checked first, the shifted opening stops everything before the masked opening is sent', () => {
  const dice = new Dice();
  let sent = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const alpha = dice.element();
    const { shift } = beaver(dice.bits(4), dice.bits(4), HALF, dice);
    const sigma = field(-alpha * dice.element() * shift);
    if (field(sigma * dice.element()) === 0n) sent++;
  }
  assert.is(sent, 0, `passes with probability 3/p; ${dice}`);
});

test('under a mask of the whole field the shifted value is as well hidden as any other', () => {
  const p = 11;
  const views = new Set<string>();
  for (const [x = 0, error = 0] of vectors(p, 2)) {
    const view = new Histogram();
    for (const r of range(p)) view.add(mod(x + error + r, p));
    assert.ok(view.isUniform(p));
    views.add(view.toString());
  }
  assert.is(views.size, 1);
});

test('three parties: telling two of them different openings narrows down a share of the resident matrix', () => {
  // Parties 0 and 1 multiply V by the d each was told, which differ by one: the product is V x + V1, V1 a uniform share.
  const dice = new Dice();
  const V = dice.bits(3);
  const [V0, rest] = share(V, dice);
  const [V1, V2] = share(rest, dice);
  const seen = range(TRIALS).map(() => {
    const x = dice.bits(2);
    const b = dice.element();
    const d = field(x - b);
    const product = field(V0 * d + V1 * (d + 1n) + V2 * d + V * b);
    return field(product - V * x + dice.bits(60)); // the corrupt side knows V x here, or guesses it
  });
  const [origin = 0n] = seen;
  const relative = (value: bigint) =>
    field(value - origin) > P / 2n ? field(value - origin) - P : field(value - origin);
  const sorted = seen.map(relative).sort((a, b) => (a < b ? -1 : 1));
  const [highest = 0n] = sorted; // every opening is the share plus 0 .. 2^60 - 1
  const lowest = (sorted.at(-1) ?? 0n) - (1n << 60n);
  assert.ok(lowest <= relative(V1) && relative(V1) <= highest, String(dice));
  assert.ok(highest - lowest < 1n << 56n, `five bits of a 61-bit share at least; ${dice}`);
});

test.run();
