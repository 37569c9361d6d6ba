// The argument behind the range proofs, by exhaustion over a small field: nothing of the engine is used here. One element x with
// S = {0, .., D-1}; K = T - alpha x; the identity is prod over v in S of (K + alpha v).

import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('sharing/range-proof over a small field');

const field = (p: number) => Array.from({ length: p }, (_, k) => k);
const mod = (x: number, p: number) => ((x % p) + p) % p;

/** All vectors of n field elements. */
function vectors(n: number, p: number): number[][] {
  return n === 0 ? [[]] : vectors(n - 1, p).flatMap((rest) => field(p).map((x) => [x, ...rest]));
}

function evaluate(coefficients: readonly number[], x: number, p: number): number {
  return coefficients.reduceRight((sum, c) => mod(sum * x + c, p), 0);
}

function multiply(a: readonly number[], b: readonly number[], p: number): number[] {
  const product = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j] = mod(product[i + j]! + x * y, p);
    });
  });
  return product;
}

/** prod over v of (T + (v - x) X): D + 1 coefficients. */
function identity(T: number, x: number, D: number, p: number): number[] {
  return field(D).reduce<number[]>((f, v) => multiply(f, [T, mod(v - x, p)], p), [1]);
}

/** What an honest client sends for one combination with one element. */
function honestProof(
  chi: number,
  T: number,
  x: number,
  D: number,
  masks: readonly number[],
  tags: readonly number[],
  p: number,
) {
  const f = identity(T, x, D, p);
  return field(D).map((k) => mod(chi * f[k]! + (tags[k] ?? 0) - (k > 0 ? masks[k - 1]! : 0), p));
}

/** What the verifier compares the proof's value with. */
function expected(chi: number, K: number, alpha: number, D: number, maskKeys: readonly number[], p: number): number {
  const product = field(D).reduce((sum, v) => mod(sum * (K + alpha * v), p), 1);
  return mod(chi * product + evaluate(maskKeys, alpha, p), p);
}

test('honest proofs are accepted for every key, tag, coefficient and mask', () => {
  const [p, D] = [5, 2];
  for (const [alpha, T, chi, r, t] of vectors(5, p) as [number, number, number, number, number][]) {
    for (const x of field(D)) {
      const proof = honestProof(chi, T, x, D, [r], [t], p);
      const right = expected(chi, mod(T - alpha * x, p), alpha, D, [mod(t - alpha * r, p)], p);
      assert.is(evaluate(proof, alpha, p), right);
    }
  }
});

test('the best proof of a false statement fits at most D of the p values of alpha, unless the top coefficient vanishes', () => {
  for (const [p, D] of [
    [11, 2],
    [7, 3],
  ] as const) {
    const [T, r, t] = [3, [2, 5], [1, 4]];
    for (const x of field(p).filter((v) => v >= D)) {
      let acceptedInAll = 0;
      for (const chi of field(p)) {
        // alpha is uniform given all that the prover knows: T, x, r*, T* and, before it answers, chi.
        const wanted = field(p).map((alpha) => {
          const maskKeys = field(D - 1).map((k) => mod(t[k]! - alpha * r[k]!, p));
          return expected(chi, mod(T - alpha * x, p), alpha, D, maskKeys, p);
        });
        const fits = vectors(D, p).map((proof) => wanted.filter((w, alpha) => evaluate(proof, alpha, p) === w).length);
        const best = Math.max(...fits);
        assert.is(best, chi === 0 ? p : D);
        acceptedInAll += best;
      }
      assert.ok(acceptedInAll / p ** 2 <= (D + 1) / p, 'soundness error (D+1)/p');
    }
  }
});

test('with several values a random combination hides a lie with probability 1/p only', () => {
  const [p, D] = [7, 2];
  const top = (x: number) => identity(0, x, D, p)[D]!;
  for (const [x, y] of vectors(2, p) as [number, number][]) {
    if (x < D && y < D) continue;
    const hidden = vectors(2, p).filter(([a, b]) => mod(a! * top(x) + b! * top(y), p) === 0).length;
    assert.is(hidden, p);
  }
});

test('three combinations at once hide a lie for p^-3 of the coefficients; a guess of alpha does not get better', () => {
  const [p, D, x] = [5, 2, 3];
  const top = identity(0, x, D, p)[D]!;
  assert.is.not(top, 0);
  const hidden = vectors(3, p).filter((chi) => chi.every((c) => mod(c * top, p) === 0)).length;
  assert.is(hidden / p ** 3, p ** -3);
  // Of three combinations the one that does not vanish already limits the alphas to D: shown above for each of them.
});

test('a proof tells nothing: it is uniform among the proofs that the verifier accepts, whatever x in S', () => {
  for (const [p, D] of [
    [7, 2],
    [5, 3],
  ] as const) {
    for (const [alpha, K, chi] of vectors(3, p) as [number, number, number][]) {
      const maskKeys = field(D - 1).map((k) => mod(3 * k + 1, p));
      const right = expected(chi, K, alpha, D, maskKeys, p);
      const accepted = vectors(D, p).filter((proof) => evaluate(proof, alpha, p) === right);
      for (const x of field(D)) {
        const T = mod(K + alpha * x, p);
        const seen = vectors(D - 1, p).map((masks) => {
          const tags = maskKeys.map((k, i) => mod(k + alpha * masks[i]!, p));
          return honestProof(chi, T, x, D, masks, tags, p).join();
        });
        assert.equal(seen.sort(), accepted.map(String).sort());
      }
    }
  }
});

/** The proofs that two colluding verifiers of three see, over all masks, for one x. */
function jointView(
  x: number,
  pair: readonly [number, number],
  maskOf: (set: readonly number[], verifier: number) => number,
): string[] {
  const [p, D] = [7, 2];
  const alphas = [2, 3, 5];
  const keys = [1, 4, 6];
  const chis = [1, 3, 2];
  return vectors(2, p)
    .map((sets) =>
      pair
        .map((i) => {
          const mask = maskOf(sets, i);
          const tag = mod(5 + i + alphas[i]! * mask, p);
          return honestProof(chis[i]!, mod(keys[i]! + alphas[i]! * x, p), x, D, [mask], [tag], p).join();
        })
        .join('|'),
    )
    .sort();
}

test('two verifiers of three see nothing together: the last mask is the sum of the others', () => {
  const maskOf = (sets: readonly number[], verifier: number) => sets[verifier] ?? mod(sets[0]! + sets[1]!, 7);
  for (const pair of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const view = jointView(0, pair, maskOf);
    assert.is(new Set(view).size, 49, 'all pairs of acceptable proofs are equally likely');
    assert.equal(jointView(1, pair, maskOf), view);
  }
});

test('under one common mask they would see x: this is why there are n - 1 sets', () => {
  const common = (sets: readonly number[]) => sets[0]!;
  assert.not.equal(jointView(0, [0, 1], common), jointView(1, [0, 1], common));
});

test('who spoils a tag is found out whatever x is, up to D - 1 of the p values of the tag', () => {
  const [p, D] = [11, 3];
  for (const x of field(D)) {
    for (const [alpha, delta] of vectors(2, p) as [number, number][]) {
      if (delta === 0) continue;
      const unnoticed = field(p).filter((T) => {
        const claimed = identity(mod(T + delta, p), x, D, p).slice(0, D);
        const right = expected(1, mod(T - alpha * x, p), alpha, D, [], p);
        return evaluate(claimed, alpha, p) === right;
      });
      assert.ok(unnoticed.length <= D - 1);
    }
  }
});

test.run();
