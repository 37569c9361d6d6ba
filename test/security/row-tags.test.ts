// docs/security-arguments.md, "Row tags".

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dice, dot, field, mod, range, share, vectors } from './model.js';

const test = suite('security: row tags');
const p = 5;

const inner = (x: readonly bigint[], y: readonly bigint[]) =>
  field(x.reduce((sum, v, i) => sum + v * (y[i] ?? 0n), 0n));

test('the equation holds for an honest product of two parties', () => {
  const dice = new Dice();
  const [rows, columns] = [4, 3];
  const fresh = (n: number) => range(n).map(() => dice.element());
  const V = range(rows).map(() => fresh(columns));
  const column = (m: number) => V.map((row) => row[m] ?? 0n);
  const [x, b, beta, r] = [fresh(rows), fresh(rows), fresh(columns), fresh(columns)];
  const t = V.map((row) => inner(row, beta));
  const u = range(columns).map((m) => field(inner(column(m), b) + (r[m] ?? 0n)));
  const d = x.map((value, i) => field(value - (b[i] ?? 0n)));
  const z = range(columns).map((m) => field(inner(column(m), d) + (u[m] ?? 0n)));
  assert.equal(
    z,
    range(columns).map((m) => field(inner(column(m), x) + (r[m] ?? 0n))),
    'V^T x + r',
  );
  const split = (values: readonly bigint[]) => {
    const parts = values.map((value) => share(value, dice));
    return [parts.map(([honest]) => honest), parts.map(([, corrupt]) => corrupt)] as const;
  };
  const [betas, tags, betaU] = [split(beta), split(t), share(inner(beta, u), dice)];
  const claims = ([0, 1] as const).map((i) => field(inner(betas[i], z) - inner(tags[i], d) - betaU[i]));
  assert.is(field((claims[0] ?? 0n) + (claims[1] ?? 0n)), 0n, String(dice));
});

test('a wrong z fits exactly 1/p of the keys, whatever else the cheater adds to its share of the claim', () => {
  for (const e of vectors(p, 2)) {
    if (e.every((ei) => ei === 0)) continue;
    for (const eps of range(p)) {
      let passed = 0;
      for (const beta of vectors(p, 2)) if (mod(dot(beta, e, p) + eps, p) === 0) passed++;
      assert.is(passed, p);
    }
  }
});

test('T failed forgeries under one key exclude T of p^(M-1) keys each: the best plan succeeds with probability T/p', () => {
  for (const attempts of [1, 2, 3]) {
    // The best plan asks for one coordinate of beta, another value each time.
    let won = 0;
    for (const beta of vectors(p, 2)) if (range(attempts).some((guess) => mod((beta[0] ?? 0) - guess, p) === 0)) won++;
    assert.is(won, attempts * p, 'of p^2 keys');
    // No other plan is better: whatever lines it asks for, each holds p keys.
    for (const lines of plans(attempts)) {
      let hit = 0;
      for (const beta of vectors(p, 2)) if (lines.some(({ e, eps }) => mod(dot(beta, e, p) + eps, p) === 0)) hit++;
      assert.ok(hit <= attempts * p);
    }
  }
});

/** Some hundred plans of a few random attempts each. */
function plans(attempts: number): { readonly e: readonly number[]; readonly eps: number }[][] {
  const dice = new Dice('1');
  const line = () => ({ e: [1 + dice.below(p - 1), dice.below(p)], eps: dice.below(p) });
  return range(200).map(() => range(attempts).map(line));
}

test.run();
