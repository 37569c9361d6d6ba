import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateCompanies } from '../../../src/apps/benchmarking/generate.js';
import {
  type BenchmarkOptions,
  benchmarkParameters,
  MANUFACTURING,
} from '../../../src/apps/benchmarking/parameters.js';
import { benchmark } from '../../../src/apps/benchmarking/plain.js';
import { benchmarking } from '../../../src/apps/benchmarking/program.js';
import { encodeFigures } from '../../../src/apps/benchmarking/quantise.js';
import { SecureWorld } from '../../support/secure-run.js';
import { atParties } from '../at-parties.js';

const test = suite('benchmarking at the parties');

async function asks(world: SecureWorld, companies: number, asker: number, options: BenchmarkOptions): Promise<void> {
  const p = benchmarkParameters(options);
  const levels = encodeFigures(generateCompanies(companies, 'parties', p).figures, p);
  const M = p.metrics.length;
  const own = levels.slice(asker * M, (asker + 1) * M);
  const found = await atParties(world, benchmarking, p, { figures: levels }, { figures: [...own] });
  assert.equal({ ...found, efficient: found.efficient[0] }, benchmark(levels, own, p));
}

test('2 parties answer as the twin does, with the default metrics of 16 bits', async () => {
  await asks(await SecureWorld.create(2), 24, 3, {});
});

test('3 parties answer as the twin does, for several askers', async () => {
  const world = await SecureWorld.create(3);
  const options = { metrics: MANUFACTURING.slice(4), bits: 9 };
  for (const asker of [0, 1, 2]) await asks(world, 13, asker, options);
});

test.run();
