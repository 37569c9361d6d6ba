// What the service is for: people upload, a dataset is bound, somebody asks, and the answer is the one of the computation in the clear.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Deployment } from './deployment.js';
import { DATASET, People, range, versionOf } from './ratings.js';

const test = suite('service');

for (const parties of [2, 3, 5]) {
  test(`${parties} parties answer like the computation in the clear, version by version, the asker's own rows left out`, async () => {
    const deployment = await Deployment.start({ parties });
    try {
      const people = new People(30, parties);
      const transport = deployment.transport();
      const [anna, ben, carla] = await deployment.clients(transport, 3);
      await Promise.all([people.upload(anna!, 0, 1), people.upload(ben!, 1, 12), people.upload(carla!, 12, 20)]);
      assert.equal(versionOf(await anna!.bind(DATASET)), { version: 1, rows: 20 });
      const early = await people.prepare(anna!);
      assert.equal(await people.ask(await people.prepare(anna!), 0), people.expected(0, range(1, 20)));

      await people.upload(ben!, 20, 30);
      assert.equal(versionOf(await carla!.bind(DATASET)), { version: 2, rows: 30 });
      assert.equal(
        await people.ask(early, 0),
        people.expected(0, range(1, 20)),
        'a query stays with the version on which it was prepared',
      );
      assert.equal(await people.ask(await people.prepare(anna!), 0), people.expected(0, range(1, 30)));
      const bens = [0, ...range(12, 20)];
      assert.equal(await people.ask(await people.prepare(ben!), 5), people.expected(5, bens), 'both of his uploads');
      const [stranger] = await deployment.clients(transport, 1);
      assert.equal(await people.ask(await people.prepare(stranger!), 5), people.expected(5, range(0, 30)));
      assert.ok(people.expected(5, range(0, 30))[0]! > people.expected(5, bens)[0]!, 'the data tell the two apart');
    } finally {
      await deployment.close();
    }
  });
}

test('binding again without new uploads makes no new version', async () => {
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const people = new People(4, 9);
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 4);
    for (let k = 0; k < 3; k++) assert.equal(versionOf(await anna!.bind(DATASET)), { version: 1, rows: 4 });
  } finally {
    await deployment.close();
  }
});

test.run();
