import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Deployment } from '../../service/deployment.js';
import { IdealMakers } from '../../service/lowgear/ideal-makers.js';
import { startLowGear } from '../../service/lowgear/world.js';
import { DATASET, People } from '../../service/ratings.js';
import { tessera } from '../support/terminal.js';

const test = suite('tessera preprocess');

test('shows the stock beside what a query takes, waits until it is enough, and says for how many queries', async () => {
  const makers = await IdealMakers.create();
  const stock = { queries: { low: 2, high: 3 }, marks: {} };
  const deployment = await startLowGear({ parties: 2, stock, lowgear: { makers } });
  const parties = ['--parties', join(deployment.dir, 'parties.json')];
  try {
    const early = await tessera('preprocess', ...parties, '--for', 'recommender', DATASET);
    assert.is(early.code, 2);
    assert.match(early.err, /^error WRONG_STATE: dataset ratings is not bound at party 0/);
    const people = new People(4, 9);
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 4);
    makers.delayMs = 100;
    await anna!.bind(DATASET);
    const { code, out, err } = await tessera('preprocess', ...parties, '--for', 'recommender', DATASET);
    assert.is(code, 0, err);
    assert.match(err, /waiting for [\d,]+ tuples: done in/);
    assert.match(out, /kind +a query takes +in stock +low +high +made/);
    assert.match(out, /comparisonMask\/20\/4 +5 +15 +10 +15/);
    assert.match(out, /matvec\/[0-9a-f]{8}\/rows\/bound +1 +3 +2 +3/);
    assert.match(out, /ratings: enough for 3 queries; making one query's took/);
    assert.match(out, /nothing is being made; the store of party 0 takes/);
    const none = await tessera('preprocess', ...parties, '--for', 'recommender', 'wages', '--no-wait');
    assert.is(none.code, 2);
    assert.match(none.err, /^error UNKNOWN_DATASET: /);
  } finally {
    await deployment.close();
  }
});

test('a deployment with a dealer has nothing to show', async () => {
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const { code, err } = await tessera('preprocess', '--parties', join(deployment.dir, 'parties.json'));
    assert.is(code, 2);
    assert.match(err, /^error WRONG_STATE: these parties take their tuples from a dealer/);
  } finally {
    await deployment.close();
  }
});

test.run();
