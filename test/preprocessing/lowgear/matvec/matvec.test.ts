// Matrix tuples, made by all parties of a set-up whose requests are not proven.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeMatrixTuples, TUPLES_PER_RUN } from '../../../../src/preprocessing/lowgear/matvec/matvec.js';
import { ensureZeroTests } from '../../../../src/preprocessing/lowgear/zero-tests.js';
import { values } from '../../../support/lockstep.js';
import { TestParties } from '../parties.js';
import { entriesOf, makeMatrix, requireTuple } from './support.js';

for (const count of [2, 3]) {
  const test = suite(`lowgear: matrix tuples, ${count} parties`);
  let parties: TestParties;

  test.before(async () => {
    parties = await TestParties.create(count);
  });
  test.after(() => parties.release());

  for (const orientation of ['columns', 'rows'] as const) {
    test(`several tuples of one odd-sized matrix, ${orientation}: c is the product, MACs, keys and tags fit`, async () => {
      const shape = { rows: 37, columns: 23 };
      const made = await parties.run(function* (p) {
        yield* ensureZeroTests(p, 10);
        const matrix = yield* makeMatrix(p, shape);
        return { matrix, tuples: yield* makeMatrixTuples(p, matrix, orientation, 2) };
      });
      const entries = entriesOf(
        parties,
        made.map(({ matrix }) => matrix),
      );
      for (const q of [0, 1]) {
        requireTuple(
          parties,
          entries,
          shape,
          orientation,
          made.map(({ tuples }) => tuples[q]!),
        );
      }
    });
  }

  test('a run costs the rounds, openings and zero tests its documentation says', async () => {
    const shape = { rows: 12, columns: 5 };
    let last = -1;
    const outcomes = await parties.outcomes(
      function* (p) {
        yield* ensureZeroTests(p, 10);
        const matrix = yield* makeMatrix(p, shape);
        const before = { round: last, zeroTests: p.workshop.zeroTestsLeft, openings: p.openings.total };
        yield* makeMatrixTuples(p, matrix, 'rows', 3);
        return {
          rounds: last - before.round,
          zeroTests: before.zeroTests - p.workshop.zeroTestsLeft,
          openings: p.openings.total - before.openings,
        };
      },
      ({ round }, message) => {
        last = round;
        return message;
      },
    );
    for (const cost of values(outcomes)) {
      assert.equal(cost, { rounds: 25 + (count > 2 ? 1 : 0) + 1, zeroTests: 3, openings: shape.columns + 1 });
    }
  });

  if (count === 2) {
    test('more tuples than one run makes are made in several', async () => {
      const shape = { rows: 3, columns: 2 };
      const wanted = TUPLES_PER_RUN + 1;
      const made = await parties.run(function* (p) {
        yield* ensureZeroTests(p, 10);
        const matrix = yield* makeMatrix(p, shape);
        return { matrix, tuples: yield* makeMatrixTuples(p, matrix, 'columns', wanted) };
      });
      const entries = entriesOf(
        parties,
        made.map(({ matrix }) => matrix),
      );
      for (let q = 0; q < wanted; q++) {
        requireTuple(
          parties,
          entries,
          shape,
          'columns',
          made.map(({ tuples }) => tuples[q]!),
        );
      }
    });
  }

  test.run();
}
