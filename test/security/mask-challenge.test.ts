// docs/security-arguments.md, "Client masks": u = r_0 + sum chi_k r_k, by enumeration.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dot, Histogram, mod, range, vectors } from './model.js';

const test = suite('security: client masks');
const p = 7;

test('a client that was told wrong masks accepts with probability at most 1/p', () => {
  // delta: what a corrupt party added to the masks on their way to the client, r_0 first, before it knew chi.
  for (const delta of vectors(p, 3)) {
    if (delta.every((d) => d === 0)) continue;
    let accepted = 0;
    for (const chi of vectors(p, 2)) if (dot([1, ...chi], delta, p) === 0) accepted++;
    const onlyR0 = delta[1] === 0 && delta[2] === 0;
    assert.is(accepted, onlyR0 ? 0 : p);
  }
});

test('one challenge tells the parties nothing about the masks', () => {
  for (const chi of vectors(p, 2)) {
    for (const r of vectors(p, 2)) {
      const seen = new Histogram();
      for (const r0 of range(p)) seen.add(mod(r0 + dot(chi, r, p), p));
      assert.ok(seen.isUniform(p));
    }
  }
});

test('a second challenge on the same reservation removes r_0: with one mask it is found exactly', () => {
  for (const [r0 = 0, r = 0, chi = 0, chi2 = 0] of vectors(p, 4)) {
    if (chi === chi2) continue;
    const difference = mod(r0 + chi * r - (r0 + chi2 * r), p);
    const found = range(p).filter((guess) => mod((chi - chi2) * guess, p) === difference);
    assert.equal(found, [r]);
  }
});

test('a mask shifted on its way to the client would shift the input by the same, hence the confirmation before use', () => {
  for (const [x = 0, r = 0, delta = 0] of vectors(p, 3)) {
    const e = mod(x - (r + delta), p);
    assert.is(mod(e + r, p), mod(x - delta, p));
  }
});

test.run();
