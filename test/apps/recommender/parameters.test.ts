import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RecommenderOptions, recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender parameters');

test('the defaults are the reference setting, with the numbers of the design', () => {
  const p = recommenderParameters();
  assert.equal(
    { ...p },
    {
      items: 1000,
      dense: 20,
      sparse: 980,
      scale: 700,
      squaredScale: 490_000,
      delta: 0.87,
      threshold: 426_300,
      minimumNeighbours: 5,
      digitWidth: 4,
      comparisonBits: 20,
      entryDigits: 5,
      slackDigits: 10,
      proofDigits: 110,
      maxUsers: 2 ** 19 - 1,
    },
  );
  assert.ok(Object.isFrozen(p));
});

test('the threshold is the exact ceiling of a decimal, not of its binary neighbour', () => {
  for (let percent = 1; percent <= 100; percent++) {
    for (const scale of [5, 7, 100, 699, 700, 724]) {
      const { threshold } = recommenderParameters({ delta: percent / 100, scale });
      const product = BigInt(scale * scale * percent);
      assert.is(BigInt(threshold), (product + 99n) / 100n, `${percent} % of ${scale}^2`);
    }
  }
  assert.is(recommenderParameters({ delta: 0.000001, scale: 700 }).threshold, 1);
});

test('the digits just hold the largest value', () => {
  for (let scale = 5; scale <= 724; scale++) {
    const p = recommenderParameters({ scale });
    assert.ok(4 ** p.entryDigits > scale && 4 ** (p.entryDigits - 1) <= scale, `entry, s = ${scale}`);
    assert.ok(4 ** p.slackDigits > scale * scale && 4 ** (p.slackDigits - 1) <= scale * scale, `slack, s = ${scale}`);
    assert.ok(p.squaredScale < 2 ** (p.comparisonBits - 1));
  }
});

const refused: readonly (readonly [string, unknown])[] = [
  ['scale', { scale: 725 }],
  ['scale', { scale: 4 }],
  ['scale', { scale: 70.5 }],
  ['dense', { dense: 0 }],
  ['dense', { items: 20, dense: 20 }],
  ['items', { items: 1 }],
  ['delta', { delta: 0 }],
  ['delta', { delta: 1.01 }],
  ['delta', { delta: 0.1234567 }],
  ['delta', { delta: Number.NaN }],
  ['delta', { delta: '0.87' }],
  ['minimumNeighbours', { minimumNeighbours: 0 }],
  ['minimumNeighbours', { minimumNeighbours: 2 ** 19 }],
  ['digitWidth', { digitWidth: 0 }],
  ['colour', { colour: 'red' }],
  ['options', null],
];
for (const [name, options] of refused) {
  test(`${JSON.stringify(options)} is refused and ${name} is named`, () => {
    assert.throws(
      () => recommenderParameters(options as RecommenderOptions),
      (error: unknown) =>
        error instanceof UsageError && error.code === 'INVALID_ARGUMENT' && error.message.includes(name),
    );
  });
}

test.run();
