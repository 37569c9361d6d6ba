import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Progress, retry } from '../../src/client/retry.js';
import { ChannelError, SecurityAbort, UsageError } from '../../src/errors.js';

const test = suite('client/retry');

/** How often an attempt is made that fails so, and how long was waited. */
async function attempts(error: Error, final = false): Promise<{ made: number; waits: number[] }> {
  let made = 0;
  const waits: number[] = [];
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  try {
    await retry({ attempts: 3, wait }, async (progress: Progress) => {
      made++;
      progress.final = final;
      throw error;
    });
    assert.unreachable();
  } catch (thrown) {
    assert.is(thrown, error);
  }
  return { made, waits };
}

test('trouble of the network is tried again, with growing waits', async () => {
  assert.equal(await attempts(new ChannelError('CLOSED', '')), { made: 3, waits: [200, 400] });
});

test('nothing else is, and nothing after the point of no return', async () => {
  assert.equal(await attempts(new SecurityAbort('OUTPUT_MISMATCH', '')), { made: 1, waits: [] });
  assert.equal(await attempts(new UsageError('UNKNOWN_DATASET', '')), { made: 1, waits: [] });
  assert.equal(await attempts(new TypeError('')), { made: 1, waits: [] });
  assert.equal(await attempts(new ChannelError('CLOSED', ''), true), { made: 1, waits: [] });
});

test('a later success is a success', async () => {
  let made = 0;
  const wait = () => Promise.resolve();
  const result = await retry({ attempts: 3, wait }, async () => {
    if (++made < 3) throw new ChannelError('TIMEOUT', '');
    return made;
  });
  assert.is(result, 3);
});

test.run();
