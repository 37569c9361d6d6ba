import { existsSync, statSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDeployment, withTemporaryDirectory } from '../../../src/cli/demo/deployment.js';
import { loadClientConfig, loadDealerConfig, loadPartyConfig } from '../../../src/net/config.js';

const test = suite('demo: deployment');

test('parties, dealer and clients find valid configurations, and the parties the dataset', async () => {
  await withTemporaryDirectory(async (dir) => {
    const dataset = { name: 'ratings', program: 'recommender', parameters: { items: 10 }, queriesPerClient: 3 };
    const { parties, dealer, clients } = await createDeployment(dir, { parties: 3, dealer: true, dataset });
    assert.is(parties.length, 3);
    for (const [id, file] of parties.entries()) {
      const config = await loadPartyConfig(file);
      assert.is(config.id, id);
      assert.is(config.listen.host, '127.0.0.1');
      const { name, ...offered } = dataset;
      assert.equal(config.service, { datasets: { [name]: offered } });
    }
    assert.is((await loadDealerConfig(dealer ?? '')).parties.length, 3);
    assert.is((await loadClientConfig(clients)).parties.length, 3);
  });
});

test('the directory is for its owner only and is gone afterwards, also after a failure', async () => {
  let dir = '';
  await withTemporaryDirectory(async (path) => {
    dir = path;
    assert.is(statSync(path).mode & 0o777, 0o700);
    throw new Error('on purpose');
  }).catch((error: Error) => assert.is(error.message, 'on purpose'));
  assert.not.ok(existsSync(dir));
});

test.run();
