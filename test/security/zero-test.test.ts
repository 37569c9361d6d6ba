// docs/security-arguments.md, "Zero test": D = sigma - a + eps and z = (sigma + eps) b + eps' by enumeration.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dice, dot, field, Histogram, inverse, mod, range, share, vectors } from './model.js';

const test = suite('security: zero test');
const p = 7;

/** What the honest party shows for triple shares (a, b): D_h, then z_h. The corrupt party's triple shares are given. */
function honestMessages(
  sigmaHonest: number,
  sigmaCorrupt: number,
  [a, b]: readonly [number, number],
  corrupt: { readonly a: number; readonly b: number; readonly c: number },
  eps: (D: number) => number,
) {
  const DHonest = mod(sigmaHonest - a, p);
  const shift = eps(DHonest);
  const D = mod(DHonest + sigmaCorrupt - corrupt.a + shift, p);
  const cHonest = mod((a + corrupt.a) * (b + corrupt.b) - corrupt.c, p);
  return { DHonest, shift, D, zHonest: mod(cHonest + D * b, p) };
}

const corruptShares = [
  { a: 0, b: 0, c: 0 },
  { a: 3, b: 5, c: 1 },
];
const shifts = [() => 0, () => 4, (D: number) => mod(3 * D + 1, p), (D: number) => mod(D * D, p)];

test('what the honest party shows is uniform whatever a non-zero sigma is, even if the error is chosen after D', () => {
  for (const corrupt of corruptShares) {
    for (const eps of shifts) {
      for (const [sigmaHonest = 0, sigmaCorrupt = 0] of vectors(p, 2)) {
        const seen = new Map<number, Histogram>();
        for (const [a = 0, b = 0] of vectors(p, 2)) {
          const m = honestMessages(sigmaHonest, sigmaCorrupt, [a, b], corrupt, eps);
          const zs = seen.get(m.DHonest) ?? new Histogram();
          zs.add(m.zHonest);
          seen.set(m.DHonest, zs);
        }
        assert.is(seen.size, p, 'D is uniform');
        for (const [D, zs] of seen) {
          const zero = mod(sigmaHonest + sigmaCorrupt + eps(D), p) === 0;
          if (zero) assert.is(zs.size, 1, 'a passing test shows what the corrupt party computes itself');
          else assert.ok(zs.isUniform(p), 'a failing test shows a uniform z');
        }
      }
    }
  }
});

test('the view of a failed test is the same for every key', () => {
  // An opened value was shifted by 1 under coefficient chi: sigma = -alpha chi. The corrupt party is otherwise honest.
  const views = range(p - 1).map((index) => {
    const alpha = index + 1;
    const view = new Histogram();
    for (const [alphaHonest = 0, macHonest = 0] of vectors(p, 2)) {
      const [x, chi] = [4, 2];
      const opened = x + 1;
      const macCorrupt = mod(alpha * x - macHonest, p);
      const sigmaHonest = mod(chi * macHonest - alphaHonest * chi * opened, p);
      const sigmaCorrupt = mod(chi * macCorrupt - (alpha - alphaHonest) * chi * opened, p);
      for (const [a = 0, b = 0] of vectors(p, 2)) {
        const m = honestMessages(sigmaHonest, sigmaCorrupt, [a, b], { a: 3, b: 5, c: 1 }, () => 0);
        view.add(m.DHonest, m.zHonest);
      }
    }
    return view.toString();
  });
  assert.is(new Set(views).size, 1);
});

test('the best cheater passes with probability 1 - (1 - 1/p)^3, less than 3/p', () => {
  // It shifts two openings; it knows chi before it chooses eps and eps', but neither alpha nor b.
  const delta = [1, 2];
  let passed = 0;
  for (const chi of vectors(p, delta.length)) {
    const s = dot(chi, delta, p);
    let best = 0;
    for (const [eps = 0, epsZ = 0] of vectors(p, 2)) {
      let wins = 0;
      for (const [alpha = 0, b = 0] of vectors(p, 2)) if (mod((eps - alpha * s) * b + epsZ, p) === 0) wins++;
      best = Math.max(best, wins);
    }
    passed += best;
  }
  assert.is(passed, p ** 4 - p * (p - 1) ** 3, 'of p^4 choices of chi, alpha and b');
  assert.ok(passed / p ** 4 < 3 / p);
});

test('a random combination misses an error with probability 1/p, two factors with at most 2/p', () => {
  for (const delta of vectors(5, 3)) {
    if (delta.every((d) => d === 0)) continue;
    let missed = 0;
    for (const chi of vectors(5, 3)) if (dot(chi, delta, 5) === 0) missed++;
    assert.is(missed, 25);
  }
  let worst = 0;
  for (const delta of vectors(3, 4)) {
    if (delta.every((d) => d === 0)) continue;
    let missed = 0;
    for (const [s0 = 0, s1 = 0, t0 = 0, t1 = 0] of vectors(3, 4)) {
      if (dot([s0 * t0, s0 * t1, s1 * t0, s1 * t1], delta, 3) === 0) missed++;
    }
    worst = Math.max(worst, missed);
  }
  assert.is(worst, 3 ** 4 - 3 ** 2 * 2 ** 2, '1 - (1 - 1/p)^2 of p^4, reached by errors of rank one');
});

test('opening sigma itself would hand over the key, and with it every other check in flight', () => {
  const dice = new Dice();
  const alpha = dice.element();
  const [alphaHonest, alphaCorrupt] = share(alpha, dice);
  /** Shares of sigma for a secret x opened as x + error; the corrupt party's share is what it ought to be. */
  const sigmas = (error: bigint) => {
    const x = dice.element();
    const chi = dice.element();
    const opened = x + error;
    const [macHonest, macCorrupt] = share(alpha * x, dice);
    const ofHonest = field(chi * (macHonest - alphaHonest * opened));
    return { chi, ofHonest, ofCorrupt: field(chi * (macCorrupt - alphaCorrupt * opened)) };
  };
  const first = sigmas(1n);
  const learnt = field(-(first.ofHonest + first.ofCorrupt) * inverse(first.chi));
  assert.is(learnt, alpha, String(dice));
  const second = sigmas(12345n);
  const forged = field(second.ofCorrupt + learnt * second.chi * 12345n);
  assert.is(field(second.ofHonest + forged), 0n, `the forgery passes a classic check; ${dice}`);
});

test.run();
