import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Draws, roughExp } from '../../src/apps/draws.js';

const test = suite('apps draws');

const COUNT = 20_000;
function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: COUNT }, draw);
  const mean = values.reduce((sum, x) => sum + x, 0) / COUNT;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT };
}
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual}, expected ${expected} +- ${tolerance}`);

test('the same seed gives the same draws, another seed others', () => {
  const first = (seed: string) => {
    const draws = new Draws(seed);
    return [draws.uniform(), draws.exponential(), draws.normal(), draws.weighted([1, 2, 3])];
  };
  assert.equal(first('a'), first('a'));
  assert.not.equal(first('a'), first('b'));
});

test('uniform, exponential and normal draws have their means and variances', () => {
  const draws = new Draws(1);
  const uniform = moments(() => draws.uniform());
  near(uniform.mean, 1 / 2, 0.01);
  near(uniform.variance, 1 / 12, 0.005);
  const exponential = moments(() => draws.exponential());
  near(exponential.mean, 1, 0.04);
  near(exponential.variance, 1, 0.12);
  const normal = moments(() => draws.normal());
  near(normal.mean, 0, 0.04);
  near(normal.variance, 1, 0.06);
});

test('an exponential draw exceeds t with probability e^-t', () => {
  const draws = new Draws(2);
  const values = Array.from({ length: COUNT }, () => draws.exponential());
  for (const t of [0.1, 0.5, 1, 2, 4]) {
    const p = Math.exp(-t);
    near(values.filter((x) => x > t).length / COUNT, p, 5 * Math.sqrt((p * (1 - p)) / COUNT));
  }
});

test('chances and weights are kept to', () => {
  const draws = new Draws(3);
  near(moments(() => (draws.chance(0.3) ? 1 : 0)).mean, 0.3, 0.02);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < COUNT; i++) counts[draws.weighted([1, 0, 2, 1])]! += 1;
  assert.is(counts[1], 0);
  [0.25, 0, 0.5, 0.25].forEach((share, k) => {
    near(counts[k]! / COUNT, share, 0.02);
  });
});

test('the rough exponential is within 3 percent where it is used', () => {
  for (let x = -7; x <= 7; x += 0.25) near(roughExp(x) / Math.exp(x), 1, 0.03);
});

test.run();
