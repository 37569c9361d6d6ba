// docs/security-arguments.md, "b bound to its ciphertext": why a matrix tuple without a dealer must not leave a party
// a choice of what R is multiplied with, in small fields and rings where everything can be enumerated. Party 1 is
// corrupt; its own shares, which it knows, are 0 unless they matter.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dice, dot, Histogram, mod, range, vectors } from './model.js';

const test = suite('security: matrix tuples without a dealer');
const p = 7;

/**
 * sum_q t_q c_q + c' - R^T rho, for errors in what was multiplied: party 1 encrypted b_1 + extra but opens rho with
 * b_1.
 */
function checkValue(R: readonly (readonly number[])[], t: number, extra: readonly number[], q: number): number[] {
  const columns = range(R[0]?.length ?? 0);
  return columns.map((m) =>
    mod(
      t *
        dot(
          R.map((row) => row[m] ?? 0),
          extra,
          q,
        ),
      q,
    ),
  );
}

test('unbound b, check value opened: whoever encrypted b and a unit vector reads a row of R', () => {
  const dice = new Dice();
  const q = 101;
  const R = range(4).map(() => range(5).map(() => dice.below(q)));
  for (let row = 0; row < R.length; row++) {
    const unit = range(R.length).map((i) => (i === row ? 1 : 0));
    const t = 1 + dice.below(q - 1);
    const opened = checkValue(R, t, unit, q);
    const inverse = range(q).find((x) => mod(x * t, q) === 1) ?? 0;
    assert.equal(
      opened.map((z) => mod(z * inverse, q)),
      R[row],
      dice.toString(),
    );
  }
});

test('unbound b, check value hidden: the check passes if and only if a guess of an entry of R is right', () => {
  // 1 x 1. Party 1 subtracts the guess from its share of c before t is known; t = 0 is luck.
  for (const [entry = 0, guess = 0] of vectors(p, 2)) {
    for (let t = 1; t < p; t++) {
      const value = mod((checkValue([[entry]], t, [1], p)[0] ?? 0) - t * guess, p);
      assert.is(value === 0, entry === guess);
    }
  }
});

// A ring of degree 8 in which 2 coefficients are a block: X^8 = -1, results at coefficients 1, 3, 5, 7.
const N = 8;
const BLOCK = 2;

function multiply(x: readonly number[], y: readonly number[]): number[] {
  const z = range(N).map(() => 0);
  x.forEach((a, i) => {
    y.forEach((b, k) => {
      const at = (i + k) % N;
      z[at] = mod((z[at] ?? 0) + (i + k < N ? a * b : -a * b), p);
    });
  });
  return z;
}

/** R has 2 rows and 4 columns. */
function packed(R: readonly (readonly number[])[]): number[] {
  return range(N).map((at) => R[BLOCK - 1 - (at % BLOCK)]?.[Math.floor(at / BLOCK)] ?? 0);
}

test('a coefficient outside the block adds single entries of R to the results', () => {
  const dice = new Dice();
  const R = range(BLOCK).map(() => range(4).map(() => dice.below(p)));
  const b = [dice.below(p), dice.below(p), 0, 0, 0, 0, 0, 0];
  const read = (z: readonly number[]) => range(4).map((m) => z[BLOCK * m + BLOCK - 1] ?? 0);
  const right = read(multiply(b, packed(R)));
  assert.equal(
    right,
    range(4).map((m) => mod((R[0]?.[m] ?? 0) * (b[0] ?? 0) + (R[1]?.[m] ?? 0) * (b[1] ?? 0), p)),
  );
  for (let outside = BLOCK; outside < N; outside++) {
    const wrong = read(multiply(b.with(outside, 1), packed(R)));
    const errors = wrong.map((z, m) => mod(z - (right[m] ?? 0), p));
    const entries = R.flat();
    assert.ok(errors.every((error) => entries.some((x) => error === x || error === mod(-x, p))));
  }
});

test('its tag gives it away: the claim that it is zero passes with probability 1/p, and 1/p for chi', () => {
  // sigma = chi (alpha_0 + alpha_1) y + delta: y from the ciphertext, delta chosen knowing chi and alpha_1, not
  // alpha_0.
  for (let y = 1; y < p; y++) {
    let best = 0;
    for (let chi = 0; chi < p; chi++) {
      best += Math.max(
        ...range(p).map((delta) => range(p).filter((alpha) => mod(chi * alpha * y + delta, p) === 0).length),
      );
    }
    assert.ok(best <= 2 * p, `${best} of ${p * p}`);
  }
});

test('bound b: another b than the encrypted one fails at rho, before R enters, whatever is done about the tags', () => {
  // The tags are of b + extra; party 1 opens rho without it. sigma = chi alpha t extra + delta(chi, t).
  for (let extra = 1; extra < p; extra++) {
    let best = 0;
    for (const [chi = 0, t = 0] of vectors(p, 2)) {
      best += Math.max(
        ...range(p).map((delta) => range(p).filter((alpha) => mod(chi * alpha * t * extra + delta, p) === 0).length),
      );
    }
    assert.ok(best <= 3 * p * p, `${best} of ${p ** 3}`);
  }
});

/** Over all honest b, b' and alpha: how often the last check passes, for the best cheater with these errors. */
function passes(entry: number, E: number, e: number, e2: number): number {
  let passed = 0;
  for (let t = 0; t < p; t++) {
    const views = new Map<number, number[]>();
    for (const [b = 0, b2 = 0] of vectors(p, 2)) {
      const rho = mod(t * b + b2, p);
      const c = mod(entry * b + E * b + e, p);
      const c2 = mod(entry * b2 + E * b2 + e2, p);
      const claim = mod(t * c + c2 - entry * rho, p);
      views.set(rho, [...(views.get(rho) ?? []), claim]);
    }
    // It sees t and rho, then adds delta to alpha times the claim.
    for (const claims of views.values()) {
      const success = (delta: number) =>
        claims.reduce((n, claim) => n + range(p).filter((alpha) => mod(alpha * claim + delta, p) === 0).length, 0);
      passed += Math.max(...range(p).map(success));
    }
  }
  return passed;
}

test('bound b: answers of another matrix, or wrong c, pass with probability 2/p at most, the same for every R', () => {
  const possibilities = p ** 4;
  for (const [E = 0, e = 0, e2 = 0] of [
    [1, 0, 0],
    [3, 2, 5],
    [0, 1, 0],
    [0, 1, 4],
    [0, 0, 1],
    [2, 0, 6],
  ]) {
    const counts = new Set(range(p).map((entry) => passes(entry, E, e, e2)));
    assert.is(counts.size, 1, 'independent of R');
    for (const count of counts) assert.ok(count <= (2 * possibilities) / p, `${count} of ${possibilities}`);
  }
});

test('rho shows nothing about the tuples that are kept', () => {
  for (let t = 0; t < p; t++) {
    const views = new Set<string>();
    for (let b = 0; b < p; b++) {
      const view = new Histogram();
      for (let b2 = 0; b2 < p; b2++) view.add(mod(t * b + b2, p));
      assert.ok(view.isUniform(p));
      views.add(view.toString());
    }
    assert.is(views.size, 1);
  }
});

test('a MAC key that is no constant makes an error of R: unchecked it allows a guess, the check of the keys finds it', () => {
  // Coefficient 1 of Enc(alpha_1) is h: the tag of coefficient 1 gains h times the honest share in coefficient 0. In
  // the last check that is the honest part of R rho, of which party 1 knows everything but R_0.
  for (let h = 1; h < p; h++) {
    for (const [entry = 0, rho = 0, guess = 0] of vectors(p, 3)) {
      const sigma = mod(h * entry * rho - h * guess * rho, p);
      if (rho !== 0) assert.is(sigma === 0, entry === guess, 'a selective failure');
    }
    // The check authenticates uniform values u before that: sigma = chi_1 h u_0 + delta, u_0 unknown.
    let best = 0;
    for (let chi = 0; chi < p; chi++) {
      best += Math.max(...range(p).map((delta) => range(p).filter((u) => mod(chi * h * u + delta, p) === 0).length));
    }
    assert.ok(best <= 2 * p);
  }
});

test.run();
