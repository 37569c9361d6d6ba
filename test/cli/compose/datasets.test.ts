import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { approved } from '../../../src/cli/compose/datasets.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('cli/compose/datasets');

const ratings = { program: 'recommender', parameters: { items: 9, dense: 3 } };

async function refusal(service: unknown): Promise<{ code: string; message: string }> {
  try {
    await approved(service, '.');
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  return { code: 'none', message: '' };
}

test('datasets, their programs and limits come from the configuration', async () => {
  const service = {
    datasets: { ratings: { ...ratings, queriesPerClient: 3 }, more: { program: 'recommender' } },
    limits: { idleMs: 5 },
  };
  const { datasets, jobLimits } = await approved(service, '.');
  assert.equal([...datasets.keys()], ['ratings', 'more']);
  assert.is(datasets.get('ratings')?.queriesPerClient, 3);
  assert.is(datasets.get('ratings')?.program.outputs, 1 + 6);
  assert.not.ok('queriesPerClient' in (datasets.get('more') ?? {}));
  assert.equal(jobLimits, { idleMs: 5 });
});

test('nothing is approved by default', async () => {
  const { datasets, jobLimits } = await approved({}, '.');
  assert.is(datasets.size, 0);
  assert.equal(jobLimits, {});
});

test('what is not known is refused by name', async () => {
  for (const [service, code, text] of [
    [{ datasets: { ratings: { program: 'nothing' } } }, 'UNKNOWN_PROGRAM', 'recommender'],
    [{ datasets: { ratings: { program: 'constructor' } } }, 'UNKNOWN_PROGRAM', 'service.datasets.ratings'],
    [{ datasets: { 'a b': ratings } }, 'CONFIG_INVALID', 'service.datasets'],
    [{ datasets: { ratings: { ...ratings, queriesPerClient: 0 } } }, 'CONFIG_INVALID', 'queriesPerClient'],
    [{ datasets: { ratings: { ...ratings, more: 1 } } }, 'CONFIG_INVALID', 'service.datasets.ratings'],
    [{ datasets: { ratings: { ...ratings, parameters: { items: 0 } } } }, 'INVALID_ARGUMENT', 'items'],
    [{ limits: { idle: 5 } }, 'CONFIG_INVALID', 'service.limits'],
    [{ limits: { idleMs: 0 } }, 'CONFIG_INVALID', 'service.limits.idleMs'],
    [{ programs: 'auction.js' }, 'CONFIG_INVALID', 'service.programs'],
    [{ programs: ['./no-such-module.js'] }, 'CONFIG_INVALID', 'no-such-module.js: cannot be loaded'],
    [{ dataset: {} }, 'CONFIG_INVALID', 'service'],
    [[], 'CONFIG_INVALID', 'service'],
  ] as const) {
    const found = await refusal(service);
    assert.is(found.code, code, JSON.stringify(service));
    assert.match(found.message, text);
  }
});

test.run();
