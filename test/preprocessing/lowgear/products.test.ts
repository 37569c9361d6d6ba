import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeRawProducts, makeSquares, makeTriples } from '../../../src/preprocessing/lowgear/products.js';
import { sacrifice } from '../../../src/preprocessing/lowgear/sacrifice.js';
import { ensureZeroTests } from '../../../src/preprocessing/lowgear/zero-tests.js';
import { DEGREE } from '../../../src/she/index.js';
import { sum, TestParties } from './parties.js';

for (const count of [2, 3, 4]) {
  const test = suite(`products, ${count} parties`);
  let parties: TestParties;

  test.before(async () => {
    parties = await TestParties.create(count);
  });
  test.after(() => parties.release());

  test('raw products are products of uniform vectors', async () => {
    const raw = await parties.run((p) => makeRawProducts(p, 1));
    const a = sum(raw.map((part) => part.a));
    const b = sum(raw.map((part) => part.b));
    assert.is(a.length, DEGREE);
    assert.ok(a.mul(b).equals(sum(raw.map((part) => part.c))));
  });

  test('triples of one a and several b have valid MACs and pass the sacrifice', async () => {
    const made = await parties.run(function* (p) {
      yield* ensureZeroTests(p, 10);
      const products = yield* makeTriples(p, 2, 2);
      yield* sacrifice(p, products);
      return products;
    });
    const a = parties.reveal(made.map((part) => part.a));
    assert.ok(a.valid);
    for (const f of [0, 1]) {
      const b = parties.reveal(made.map((part) => part.b[f]!));
      const c = parties.reveal(made.map((part) => part.c[f]!));
      assert.ok(b.valid && c.valid);
      assert.ok(a.value.mul(b.value).equals(c.value), 'c = a b');
    }
  });

  test('squares have valid MACs and pass the sacrifice', async () => {
    const made = await parties.run(function* (p) {
      yield* ensureZeroTests(p, 10);
      const products = yield* makeSquares(p, 2);
      yield* sacrifice(p, products);
      return products;
    });
    const a = parties.reveal(made.map((part) => part.a));
    const c = parties.reveal(made.map((part) => part.c[0]!));
    assert.ok(a.valid && c.valid);
    assert.ok(a.value.mul(a.value).equals(c.value));
  });

  test.run();
}
