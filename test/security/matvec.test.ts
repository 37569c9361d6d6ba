// docs/security-arguments.md, "Resident matrices": what may be used again and what never. V = E + R, w = V b, V x = V d + w.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Histogram, mod, vectors } from './model.js';

const test = suite('security: resident matrices');
const p = 5;

test('two queries on one R with fresh b show the same to a corrupt party for every matrix and every pair of queries', () => {
  // 1 x 1. The corrupt party sees E, the honest parts of d1, d2 and of the openings under the masks u1, u2 (its own shares are 0).
  const views = new Set<string>();
  for (const [V = 0, x1 = 0, x2 = 0] of vectors(p, 3)) {
    const view = new Histogram();
    for (const [R = 0, b1 = 0, b2 = 0, u1 = 0, u2 = 0] of vectors(p, 5)) {
      view.add(mod(V - R, p), mod(x1 - b1, p), mod(x2 - b2, p), mod(V * x1 + u1, p), mod(V * x2 + u2, p));
    }
    views.add(view.toString());
  }
  assert.is(views.size, 1);
});

test('one b for two queries reveals their difference', () => {
  for (const [x1 = 0, x2 = 0, b = 0] of vectors(p, 3)) assert.is(mod(x1 - b - (x2 - b), p), mod(x1 - x2, p));
});

test('one row mask for two products reveals V times the difference of the opened operands, which is public', () => {
  for (const [V = 0, d1 = 0, d2 = 0, u = 0] of vectors(p, 4)) {
    if (d1 === d2) continue;
    const difference = mod(V * d1 + u - (V * d2 + u), p);
    const fits = [0, 1, 2, 3, 4].filter((guess) => mod(guess * (d1 - d2), p) === difference);
    assert.equal(fits, [V]);
  }
});

test('a changed row under its old row of R reveals the change; under a fresh one nothing', () => {
  const changes = (fresh: boolean, before: number, after: number) => {
    const view = new Histogram();
    for (const [R = 0, R2 = 0] of vectors(p, 2)) view.add(mod(before - R, p), mod(after - (fresh ? R2 : R), p));
    return view.toString();
  };
  assert.not.equal(changes(false, 1, 2), changes(false, 1, 3));
  assert.equal(changes(true, 1, 2), changes(true, 1, 3));
});

test.run();
