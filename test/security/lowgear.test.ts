// docs/security-arguments.md, "Raw zero-test triples", "Inner-product sacrifice", "Party-local mask parts": by enumeration in
// small fields.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dot, Histogram, mod, range, vectors } from './model.js';

const p = 7;

const raw = suite('security: raw zero-test triples');

raw('with c = a b + eps b_h + delta, D and z are uniform unless sigma + e + eps is 0', () => {
  // sigma, eps, delta: what the corrupt party does before; e: what it adds to D, perhaps after it saw the honest part.
  const shifts = [() => 0, () => 3, (D: number) => mod(2 * D + 1, p), (D: number) => mod(D * D, p)];
  for (const e of shifts) {
    for (const [sigma = 0, eps = 0] of vectors(p, 2)) {
      const seen = new Map<number, Histogram>();
      for (const [a = 0, b = 0] of vectors(p, 2)) {
        const [aCorrupt, bCorrupt, delta] = [4, 2, 5];
        const DHonest = mod(sigma - a, p);
        const D = mod(DHonest - aCorrupt + e(DHonest), p);
        const c = mod((a + aCorrupt) * (b + bCorrupt) + eps * b + delta, p);
        const zs = seen.get(DHonest) ?? new Histogram();
        zs.add(mod(c + D * (b + bCorrupt), p));
        seen.set(DHonest, zs);
      }
      assert.is(seen.size, p, 'D is uniform');
      for (const [D, zs] of seen) {
        if (mod(sigma + e(D) + eps, p) === 0) assert.is(zs.size, 1, 'z is what the corrupt party can compute');
        else assert.ok(zs.isUniform(p), 'z is uniform');
      }
    }
  }
});

raw('a false sigma passes for one of p values of it, however e and eps are chosen', () => {
  for (const [e = 0, eps = 0] of vectors(p, 2)) {
    assert.is(range(p).filter((sigma) => mod(sigma + e + eps, p) === 0).length, 1);
  }
});

raw.run();

const sacrifice = suite('security: inner-product sacrifice');

/** How many of all r make the claim 0: sum r_k c_k - c' - sum s_k b_k with s = r a - a'. */
function passes(q: number, a: number[], a2: number[], b: number[], c: number[], c2: number): number {
  let count = 0;
  for (const r of vectors(q, a.length)) {
    const s = a.map((x, k) => mod((r[k] ?? 0) * x - (a2[k] ?? 0), q));
    if (mod(dot(r, c, q) - c2 - dot(s, b, q), q) === 0) count++;
  }
  return count;
}

sacrifice('right products pass for every r; wrong ones for one r in p, whatever the error of c is', () => {
  const q = 5;
  const [a, a2, b] = [
    [1, 4],
    [2, 3],
    [3, 2],
  ] as const;
  for (const [e0 = 0, e1 = 0, e2 = 0] of vectors(q, 3)) {
    const c = [mod(a[0] * b[0] + e0, q), mod(a[1] * b[1] + e1, q)];
    const count = passes(q, [...a], [...a2], [...b], c, mod(dot(a2, b, q) + e2, q));
    if (e0 === 0 && e1 === 0) assert.is(count, e2 === 0 ? q * q : 0);
    else assert.is(count, q);
  }
});

sacrifice('another b encrypted than authenticated passes one time in p, over r and a uniform a', () => {
  const q = 5;
  const a = [1, 4];
  for (const [d0 = 0, d1 = 0] of vectors(q, 2)) {
    const b = [3, 2];
    const encrypted = [mod(3 + d0, q), mod(2 + d1, q)];
    let count = 0;
    for (const a2 of vectors(q, 2)) {
      const c = a.map((x, k) => mod(x * (encrypted[k] ?? 0), q));
      count += passes(q, a, a2, b, c, dot(a2, encrypted, q));
    }
    assert.is(count, d0 === 0 && d1 === 0 ? q ** 4 : q ** 3);
  }
});

sacrifice('what is opened is uniform for every a; two openings with one a prime show a', () => {
  for (const a of range(p)) {
    for (const r of range(p)) {
      const seen = new Histogram();
      for (const a2 of range(p)) seen.add(mod(r * a - a2, p));
      assert.ok(seen.isUniform(p));
    }
    const [r, other, a2] = [3, 4, 5];
    assert.is(mod(other * a - a2 - (r * a - a2), p), a);
  }
});

sacrifice('claims of several b that are added up before the coin let opposite errors pass', () => {
  const q = 5;
  const [a, a2] = [
    [1, 4],
    [2, 3],
  ];
  const [b, d] = [
    [3, 2],
    [1, 1],
  ];
  const product = (y: number[], e: number) => a.map((x, k) => mod(x * (y[k] ?? 0) + (k === 0 ? e : 0), q));
  const sums = [dot(a2, b, q), dot(a2, d, q)] as const;
  const both = b.map((x, k) => mod(x + (d[k] ?? 0), q));
  const added = product(b, 1).map((x, k) => mod(x + (product(d, q - 1)[k] ?? 0), q));
  assert.is(passes(q, a, a2, both, added, mod(sums[0] + sums[1], q)), q * q);
  assert.is(passes(q, a, a2, b, product(b, 1), sums[0]), q);
});

sacrifice.run();

const parts = suite('security: party-local mask parts');

parts('a value is hidden to |d - d*| / 2^(B+k-1), whatever the corrupt part is', () => {
  const [k, B] = [3, 4];
  const size = 2 ** (B + k - 1);
  const masked = (d: number, corrupt: number) => {
    const counts = new Map<number, number>();
    for (const low of range(2 ** (k - 1))) {
      for (const high of range(2 ** B)) {
        const c = d + low + 2 ** (k - 1) * (high + corrupt);
        counts.set(c, (counts.get(c) ?? 0) + 1);
      }
    }
    return counts;
  };
  for (const corrupt of [0, 5, 2 ** B - 1]) {
    for (const [d, other] of [
      [0, 1],
      [0, 2 ** k - 1],
      [3, 6],
    ] as const) {
      const [x, y] = [masked(d, corrupt), masked(other, corrupt)];
      const outcomes = new Set([...x.keys(), ...y.keys()]);
      let difference = 0;
      for (const c of outcomes) difference += Math.abs((x.get(c) ?? 0) - (y.get(c) ?? 0));
      assert.is(difference / 2 / size, Math.abs(d - other) / size);
      assert.ok(difference / 2 / size < 2 ** (1 - B));
    }
  }
});

parts('a part outside its range makes c wrap, and which c wraps depends on the value', () => {
  // Field of 97, k = 3, honest part below 4: c = d + low + 4 (high + corrupt) with a corrupt part that reaches p.
  const field = 97;
  const outcomes = (d: number, corrupt: number) => {
    const seen = new Set<boolean>();
    for (const low of range(4)) {
      for (const high of range(4)) seen.add(d + low + 4 * (high + corrupt) >= field);
    }
    return seen;
  };
  assert.equal([...outcomes(0, 8)], [false]);
  assert.equal([...outcomes(7, 8)], [false]);
  assert.ok(outcomes(0, 20).size === 1 && outcomes(7, 20).size === 2, 'out of range: whether c wraps tells 0 from 7');
});

parts.run();
