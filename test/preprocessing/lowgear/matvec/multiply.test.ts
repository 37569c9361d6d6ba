// Products of a shared matrix with bound vectors, in layouts of all kinds, between parties with different numbers of
// threads.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bindVectors } from '../../../../src/preprocessing/lowgear/matvec/binding.js';
import { layoutOf } from '../../../../src/preprocessing/lowgear/matvec/layout.js';
import { Multiplication } from '../../../../src/preprocessing/lowgear/matvec/multiply.js';
import { ensureZeroTests } from '../../../../src/preprocessing/lowgear/zero-tests.js';
import { values } from '../../../support/lockstep.js';
import { sum } from '../parties.js';
import { CorruptibleParties } from './corrupt-runner.js';
import { entriesOf, makeMatrix, product } from './support.js';

const WIDE = { rows: 37, columns: 61 };

const LAYOUTS = [
  { name: 'one vector per ciphertext, several terms', block: 10, sharing: 1, vectors: 2 },
  { name: 'one vector per ciphertext, several answers', block: 500, sharing: 1, vectors: 2 },
  { name: 'sixteen vectors, more than 16 terms', block: 2, sharing: 16, vectors: 16 },
  { name: 'places left over, several terms and answers', block: 20, sharing: 16, vectors: 3 },
  { name: 'two groups', block: 20, sharing: 16, vectors: 17 },
] as const;

const test = suite('lowgear: products of a shared matrix');
const parties = await CorruptibleParties.create(2);
test.after(() => parties.release());

for (const { name, block, sharing, vectors } of LAYOUTS) {
  test(`${name}: the shares of a product add up to it`, async () => {
    const layout = layoutOf({ ...WIDE, orientation: 'columns', vectors }, block, sharing);
    const { outcomes } = await parties.run(function* (p) {
      yield* ensureZeroTests(p, 10);
      const matrix = yield* makeMatrix(p, WIDE);
      const bound = yield* bindVectors(p, layout);
      const b = bound.vectors.map(({ value }) => value);
      return { matrix, b, c: yield* new Multiplication(p, matrix, layout, bound.requests).run(b) };
    });
    const made = values(outcomes);
    const entries = entriesOf(
      parties,
      made.map(({ matrix }) => matrix),
    );
    for (let v = 0; v < vectors; v++) {
      const [b, c] = [sum(made.map((part) => part.b[v]!)), sum(made.map((part) => part.c[v]!))];
      assert.equal(c.toBigInts(), product(entries, WIDE, 'columns', b.toBigInts()));
    }
  });
}

test.run();
