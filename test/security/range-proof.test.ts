// docs/security-arguments.md, "Range proofs". T = K + alpha x; for x in S the polynomial prod over v in S of (T - X (x - v)) has degree
// |S| - 1 in X, and its value at alpha is prod (K + alpha v), which the verifier knows. Small fields by enumeration.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dice, dot, field, Histogram, mod, range, vectors } from './model.js';

const test = suite('security: range proofs');

/** Coefficients, lowest first, of prod over v of (T - X (x - v)). */
function identity(T: number, x: number, S: readonly number[], p: number): number[] {
  return S.reduce<number[]>(
    (f, v) => range(f.length + 1).map((h) => mod(T * (f[h] ?? 0) - (x - v) * (f[h - 1] ?? 0), p)),
    [1],
  );
}

function valueAt(f: readonly number[], at: number, p: number): number {
  return f.reduceRight((sum, coefficient) => mod(sum * at + coefficient, p), 0);
}

function verifierValue(K: number, alpha: number, S: readonly number[], p: number): number {
  return S.reduce((product, v) => mod(product * (K + alpha * v), p), 1);
}

const sets = [
  [0, 1],
  [0, 1, 2],
  [1, 3, 4, 6],
];

test('the identity holds, and its top coefficient vanishes exactly for the members', () => {
  const p = 11;
  for (const S of sets) {
    for (const [T = 0, x = 0] of vectors(p, 2)) {
      const f = identity(T, x, S, p);
      assert.is(f[S.length] === 0, S.includes(x));
      for (const alpha of range(p)) {
        assert.is(valueAt(f, alpha, p), verifierValue(mod(T - alpha * x, p), alpha, S, p));
      }
    }
  }
});

test('for a value outside S the best proof fits exactly |S| keys of p', () => {
  const p = 11;
  for (const S of sets) {
    for (const x of range(p).filter((value) => !S.includes(value))) {
      const f = identity(5, x, S, p);
      const top = f[S.length] ?? 0;
      // The prover bets on |S| keys: f minus top * prod (X - key) has the degree of a proof and agrees with f there.
      const bets = range(S.length);
      const vanishing = bets.reduce<number[]>(
        (g, key) => range(g.length + 1).map((h) => mod((g[h - 1] ?? 0) - key * (g[h] ?? 0), p)),
        [1],
      );
      const proof = f.map((coefficient, h) => mod(coefficient - top * (vanishing[h] ?? 0), p));
      assert.is(proof[S.length], 0);
      const accepted = range(p).filter((alpha) => valueAt(proof, alpha, p) === valueAt(f, alpha, p));
      assert.equal(accepted, bets);
    }
  }
});

test('a wrong tag fits at most |S| - 1 keys, whatever the member: rejection tells nothing about it', () => {
  const p = 13;
  for (const S of sets) {
    for (const x of S) {
      for (const [T = 0, error = 0] of vectors(p, 2)) {
        if (error === 0) continue;
        const claimed = identity(mod(T + error, p), x, S, p);
        const right = identity(T, x, S, p);
        assert.is(claimed[S.length], 0);
        const accepted = range(p).filter((alpha) => valueAt(claimed, alpha, p) === valueAt(right, alpha, p));
        assert.ok(accepted.length <= S.length - 1);
      }
    }
  }
});

test('with the combination, wrong tags on several values and on the mask pass with probability at most |S|/p for all values alike', () => {
  const [p, S] = [5, [0, 1]];
  for (const [T1 = 0, T2 = 0, e1 = 0, e2 = 0, eMask = 0] of vectors(p, 5)) {
    if (e1 === 0 && e2 === 0 && eMask === 0) continue;
    for (const x of vectors(2, 2)) {
      const errors = [
        [T1, e1],
        [T2, e2],
      ].map(([T = 0, e = 0], k) => {
        const claimed = identity(T + e, x[k] ?? 0, S, p);
        return claimed.map((coefficient, h) => mod(coefficient - (identity(T, x[k] ?? 0, S, p)[h] ?? 0), p));
      });
      let accepted = 0;
      for (const alpha of range(p)) {
        const parts = errors.map((f) => valueAt(f, alpha, p));
        for (const chi of vectors(p, 2)) if (mod(dot(chi, parts, p) + eMask, p) === 0) accepted++;
      }
      assert.ok(accepted <= S.length * p ** 2, 'of p^3 keys and combinations');
    }
  }
});

/** bound - x1^2 - x2^2 = slack, as a polynomial in X: X^2 bound - sum (X x - T)^2 - X (X slack - T_s). */
function norm(
  T: readonly number[],
  x: readonly number[],
  Ts: number,
  slack: number,
  bound: number,
  p: number,
): number[] {
  const constant = -T.reduce((sum, t) => sum + t * t, 0);
  const linear = 2 * T.reduce((sum, t, k) => sum + t * (x[k] ?? 0), 0) + Ts;
  const quadratic = bound - x.reduce((sum, v) => sum + v * v, 0) - slack;
  return [constant, linear, quadratic].map((coefficient) => mod(coefficient, p));
}

test('a norm bound alone would fail selectively; members under the same tags do not', () => {
  const p = 31;
  const bound = 8;
  const guess = [1, 2];
  const [T1, T2, Ts] = [7, 4, 9];
  // A wrong tag whose constant term cancels and whose linear term cancels for the guess only.
  const attack = [...vectors(p, 2)].find(
    ([e1 = 0, e2 = 0]) =>
      e1 !== 0 && e2 !== 0 && e1 !== e2 && mod(2 * e1 * T1 + e1 * e1 + 2 * e2 * T2 + e2 * e2, p) === 0,
  );
  assert.ok(attack !== undefined);
  const [e1 = 0, e2 = 0] = attack;
  const es = mod(-2 * dot([e1, e2], guess, p), p);
  const acceptedBy = (x: readonly number[]) => {
    const slack = bound - dot(x, x, p);
    const right = norm([T1, T2], x, Ts, slack, bound, p);
    const claimed = norm([T1 + e1, T2 + e2], x, Ts + es, slack, bound, p);
    return range(p).filter((alpha) => valueAt(right, alpha, p) === valueAt(claimed, alpha, p)).length;
  };
  assert.is(acceptedBy(guess), p, 'always accepted when the guess is right');
  assert.is(acceptedBy([0, 0]), 1, 'rejected for every key but 0 when it is wrong');
  // Every value of a norm must also be bound by members (directly or by digits), and there the wrong tag shows.
  const S = [0, 1, 2];
  for (const x of S) {
    const claimed = identity(mod(T1 + e1, p), x, S, p);
    const right = identity(T1, x, S, p);
    assert.ok(range(p).filter((a) => valueAt(right, a, p) === valueAt(claimed, a, p)).length <= 2);
  }
});

test('two colluding verifiers under one proof mask solve for the bits of a query', () => {
  const dice = new Dice();
  const n = 8;
  const x = range(n).map(() => Number(dice.bits(1)));
  // For S = {0, 1} the coefficient of X is -T (2x - 1), and the mask's is -r, the same at both verifiers.
  const verifiers = range(2).map(() => ({
    alpha: dice.element(),
    K: range(n).map(() => dice.element()),
    chi: range(n).map(() => dice.element()),
  }));
  const linear = ({ alpha, K, chi }: (typeof verifiers)[number], bits: readonly number[]) =>
    bits.reduce((sum, bit, k) => {
      const T = (K[k] ?? 0n) + alpha * BigInt(bit);
      return field(sum - (chi[k] ?? 0n) * T * BigInt(2 * bit - 1));
    }, 0n);
  const fits = (seen: readonly bigint[]) =>
    [...vectors(2, n)].filter((bits) => {
      const [first = 0n, second = 0n] = verifiers.map((verifier) => linear(verifier, bits));
      return field((seen[0] ?? 0n) - first) === field((seen[1] ?? 0n) - second);
    });
  const r = dice.element();
  assert.equal(fits(verifiers.map((verifier) => field(linear(verifier, x) - r))), [x], String(dice));
  const apart = verifiers.map((verifier) => field(linear(verifier, x) - dice.element()));
  assert.is(fits(apart).length, 0, `separate masks: the difference fits nothing; ${dice}`);
});

test('with a mask for each of n - 1 verifiers and their sum for the last, any n - 1 see the same for every query', () => {
  const p = 5;
  for (const corrupt of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const views = new Set<string>();
    for (const hidden of vectors(p, 3)) {
      const view = new Histogram();
      for (const [r0 = 0, r1 = 0] of vectors(p, 2)) {
        const masks = [r0, r1, r0 + r1];
        view.add(...corrupt.map((i) => mod((hidden[i] ?? 0) - (masks[i] ?? 0), p)));
      }
      views.add(view.toString());
    }
    assert.is(views.size, 1);
  }
});

test('answering two challenges under one mask reveals a relation of the values', () => {
  const p = 7;
  for (const [chi = 0, chi2 = 0, a = 0, r = 0] of vectors(p, 4)) {
    assert.is(mod(chi * a - r - (chi2 * a - r), p), mod((chi - chi2) * a, p));
  }
});

test.run();
