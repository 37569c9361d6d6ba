import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateCompanies } from '../../../src/apps/benchmarking/generate.js';
import { type BenchmarkOptions, benchmarkParameters } from '../../../src/apps/benchmarking/parameters.js';
import { benchmark } from '../../../src/apps/benchmarking/plain.js';
import { benchmarking } from '../../../src/apps/benchmarking/program.js';
import { encodeFigures } from '../../../src/apps/benchmarking/quantise.js';
import { UsageError } from '../../../src/errors.js';
import { forecast, schedule } from '../../../src/secure/plan/index.js';
import { build } from '../../../src/secure/program/build.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { runPlain } from '../../../src/secure/program/plain.js';

const test = suite('benchmarking program');

function ask(levels: Uint16Array, asker: ArrayLike<number>, options: BenchmarkOptions) {
  const result = runPlain(benchmarking, options, { figures: levels }, { figures: Array.from(asker) }).outputs;
  return { ...result, efficient: result.efficient[0] };
}

const roles = ['input', 'output', 'other'] as const;
const metric = (name: string, role: (typeof roles)[number]) => ({ name, min: 0, max: 1, role });

test('the body gives what the twin gives, ties included', () => {
  let efficient = 0;
  let runs = 0;
  const setting = fc.integer({ min: 1, max: 4 }).chain((M) =>
    fc.record({
      roles: fc
        .array(fc.constantFrom(...roles), { minLength: M, maxLength: M })
        .filter((all) => all.some((role) => role !== 'other')),
      bits: fc.integer({ min: 2, max: 16 }),
      rows: fc.array(fc.array(fc.nat(0xffff), { minLength: M, maxLength: M }), { minLength: 2, maxLength: 17 }),
      asker: fc.array(fc.nat(0xffff), { minLength: M, maxLength: M }),
      member: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(setting, ({ roles: chosen, bits, rows, asker, member }) => {
      const options = { metrics: chosen.map((role, m) => metric(`m${m}`, role)), bits, minimumCompanies: 2 };
      const levels = Uint16Array.from(rows.flat(), (level) => level % 2 ** bits);
      const own = member ? levels.slice(0, chosen.length) : Uint16Array.from(asker, (level) => level % 2 ** bits);
      const result = ask(levels, own, options);
      assert.equal(result, benchmark(levels, own, benchmarkParameters(options)));
      efficient += result.efficient ?? 0;
      runs += 1;
    }),
  );
  assert.ok(efficient > runs / 20 && efficient < (19 * runs) / 20, 'both outcomes were met');
});

test('a company among generated ones: the default metrics, every figure of 16 bits', () => {
  const p = benchmarkParameters();
  const levels = encodeFigures(generateCompanies(60, 'peers', p).figures, p);
  const asker = levels.slice(8, 16);
  const result = ask(levels, asker, {});
  assert.equal(result, benchmark(levels, asker, p));
  assert.ok(
    result.equal.every((count) => count >= 1),
    'its own row is one of the companies',
  );
});

test('one company fewer than the minimum is refused before anything is computed, the minimum itself is not', () => {
  const options = { metrics: [metric('cost', 'input')], bits: 4, minimumCompanies: 5 };
  assert.throws(
    () => ask(new Uint16Array(4), [3], options),
    (error: unknown) =>
      error instanceof UsageError && error.code === 'DATA_INVALID' && /at least 5 companies/.test(error.message),
  );
  assert.equal(ask(new Uint16Array(5), [3], options).below, [5]);
});

const dominance: readonly (readonly [string, readonly number[], number])[] = [
  ['the same figures as a company', [4, 6], 1],
  ['cheaper', [3, 6], 1],
  ['dearer for the same', [5, 6], 0],
  ['less for the same', [4, 5], 0],
  ['dearer and more', [5, 7], 1],
  ['dearer and less', [5, 5], 0],
];
for (const [title, asker, efficient] of dominance) {
  test(`efficiency: ${title} is ${efficient === 1 ? '' : 'not '}efficient`, () => {
    const options = { metrics: [metric('cost', 'input'), metric('sales', 'output')], bits: 3, minimumCompanies: 2 };
    // Companies at (cost 4, sales 6) and at (7, 0), which dominates nobody here.
    assert.is(ask(Uint16Array.from([4, 6, 7, 0]), asker, options).efficient, efficient);
  });
}

test('all comparisons are narrow, in the set-up and in the question', () => {
  const built = build(instantiate(benchmarking), { rows: 1000, owners: [{ client: 'all', from: 0, to: 1000 }] });
  const wide = [built.body, built.setup].flatMap(
    (part) => part?.graph.nodes.filter(({ op }) => 'wide' in op && op.wide) ?? [],
  );
  assert.equal(wide, []);
});

const costs = [
  [100, 131, '1.18', 23, '0.10'],
  [1000, 147, '11.61', 24, '0.98'],
] as const;
for (const [rows, setupRounds, setupMegabytes, rounds, megabytes] of costs) {
  test(`set-up and question over ${rows} companies cost what the README says`, () => {
    const { setup, body } = build(instantiate(benchmarking), { rows, owners: [{ client: 'all', from: 0, to: rows }] });
    assert.ok(setup);
    const first = forecast(schedule(setup.graph, setup.results, 'kept'), { parties: 2 }).run;
    assert.equal([first.rounds, (first.bytesSent / 1e6).toFixed(2)], [setupRounds, setupMegabytes]);
    const asked = forecast(schedule(body.graph, body.results), { parties: 2 }).run;
    assert.equal([asked.rounds, (asked.bytesSent / 1e6).toFixed(2)], [rounds, megabytes]);
  });
}

test.run();
