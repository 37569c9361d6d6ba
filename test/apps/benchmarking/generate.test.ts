import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateCompanies } from '../../../src/apps/benchmarking/generate.js';
import { benchmarkParameters } from '../../../src/apps/benchmarking/parameters.js';
import { benchmark } from '../../../src/apps/benchmarking/plain.js';
import { encodeFigures } from '../../../src/apps/benchmarking/quantise.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('benchmarking generate');
const p = benchmarkParameters();
const M = p.metrics.length;

test('a seed gives the same figures every time, another seed others', () => {
  const digest = (seed: string) =>
    createHash('sha256')
      .update(encodeFigures(generateCompanies(50, seed, p).figures, p))
      .digest('hex');
  assert.is(
    digest('tessera'),
    'baa51cf26768ed4608630bb09446464f9d67a7fd06cefd986ad2dcc2d6a596ab',
    'as on every other machine',
  );
  assert.not.equal(digest('tessera'), digest('tesserae'));
});

test('figures lie in their bounds, spread over them, and move together', () => {
  const levels = encodeFigures(generateCompanies(500, 1, p).figures, p);
  for (let m = 0; m < M; m++) {
    const column = Array.from({ length: 500 }, (_, i) => levels[i * M + m]!);
    assert.ok(Math.max(...column) > 30_000 && Math.min(...column) < 1000, p.metrics[m]!.name);
    assert.ok(new Set(column).size > 300);
  }
  const above = (m: number, i: number) => levels[i * M + m]! > 4000;
  const agree = Array.from({ length: 500 }, (_, i) => above(0, i) === above(M - 1, i)).filter(Boolean).length;
  assert.ok(agree > 350, `${agree}`);
});

test('some companies are efficient and some are not', () => {
  const levels = encodeFigures(generateCompanies(300, 2, p).figures, p);
  const efficient = Array.from(
    { length: 60 },
    (_, i) => benchmark(levels, levels.slice(i * M, (i + 1) * M), p).efficient,
  );
  const count = efficient.filter((bit) => bit === 1).length;
  assert.ok(count > 5 && count < 55, `${count} of 60`);
});

test('sizes that make no sense are refused', () => {
  for (const companies of [0, -1, 1.5, p.maxCompanies + 1]) {
    assert.throws(
      () => generateCompanies(companies, 1, p),
      (error: unknown) => error instanceof UsageError && error.code === 'INVALID_ARGUMENT',
    );
  }
});

test.run();
