// docs/security-arguments.md, "Output rule". Two parties and a client multiply a resident matrix with a secret vector; party 1 and the
// client, who knows the output mask r, are corrupt. They shift the opened operand by a large multiple of a unit vector.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dice, field, range } from './model.js';

const test = suite('security: output rule');

const [ROWS, COLUMNS] = [6, 3];
const BIG = 1n << 40n;

interface World {
  readonly V: readonly (readonly bigint[])[];
  readonly x: readonly bigint[];
  readonly dice: Dice;
}

function world(): World {
  const dice = new Dice();
  const V = range(ROWS).map(() => range(COLUMNS).map(() => dice.bits(3)));
  return { V, x: range(ROWS).map(() => dice.bits(1)), dice };
}

/** V^T x. */
function aggregate(V: World['V'], x: readonly bigint[]): bigint[] {
  return range(COLUMNS).map((m) => field(V.reduce((sum, row, i) => sum + (row[m] ?? 0n) * (x[i] ?? 0n), 0n)));
}

/**
 * The product, opened under r.
 * @param shift what the corrupt party adds to the opened d = x - b
 * @param rule  whether pending openings are checked before a share of the output is sent
 * @returns what client and corrupt party subtract r from, and whether the output was delivered
 */
function query({ V, x, dice }: World, shift: readonly bigint[], rule: boolean) {
  const alpha = dice.element();
  const shifted = x.map((xi, i) => xi + (shift[i] ?? 0n));
  const sigma = field(-alpha * shift.reduce((sum, error) => sum + dice.element() * error, 0n));
  const passes = field(sigma * dice.element()) === 0n;
  if (rule && !passes) return { seen: null, delivered: false };
  const r = range(COLUMNS).map(() => dice.element());
  const masked = aggregate(V, shifted).map((y, m) => field(y + (r[m] ?? 0n)));
  const seen = masked.map((z, m) => field(z - (r[m] ?? 0n)));
  return { seen, delivered: passes };
}

test('opened while something is pending, an output shows any row of the data, and the abort comes too late', () => {
  for (const target of range(ROWS)) {
    const w = world();
    const { seen, delivered } = query(
      w,
      range(ROWS).map((i) => (i === target ? BIG : 0n)),
      false,
    );
    assert.not.ok(delivered, 'the check does notice');
    assert.equal(
      seen?.map((y) => y / BIG),
      w.V[target],
      String(w.dice),
    );
  }
});

test('under the output rule the same shift ends before a share of the output is sent', () => {
  for (const target of range(ROWS)) {
    const w = world();
    const { seen } = query(
      w,
      range(ROWS).map((i) => (i === target ? BIG : 0n)),
      true,
    );
    assert.is(seen, null, String(w.dice));
  }
});

test('an honest query is delivered under the rule and is right', () => {
  const w = world();
  assert.equal(
    query(
      w,
      range(ROWS).map(() => 0n),
      true,
    ),
    { seen: aggregate(w.V, w.x), delivered: true },
  );
});

test.run();
