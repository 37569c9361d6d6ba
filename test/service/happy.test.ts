// What the service is for: people upload, somebody asks, the answer is the one of the computation in the clear.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Deployment } from './deployment.js';
import { DATASET, People, range } from './ratings.js';

const test = suite('service');

for (const parties of [2, 3, 5]) {
  test(`${parties} parties answer like the computation in the clear, over versions`, async () => {
    const t0 = performance.now();
    const deployment = await Deployment.start({ parties });
    console.log('start', performance.now() - t0);
    try {
      const people = new People(30, parties);
      const transport = deployment.transport();
      const [anna, ben, carla] = await Promise.all([1, 2, 3].map(() => deployment.client(transport)));
      await Promise.all([people.upload(anna!, 0, 1), people.upload(ben!, 1, 12), people.upload(carla!, 12, 20)]);
      console.log('up', performance.now() - t0);
      assert.equal(await anna!.bind(DATASET), { version: 1, rows: 20 });
      const first = await people.prepare(anna!);
      const prepared = await people.prepare(anna!);
      console.log('prep', performance.now() - t0);
      assert.equal(await people.ask(first, 0), people.expected(0, range(1, 20)));
      console.log('ask', performance.now() - t0);
      await people.upload(ben!, 20, 30);
      assert.equal(await anna!.bind(DATASET), { version: 2, rows: 30 });
      assert.equal(await people.ask(prepared, 0), people.expected(0, range(1, 20)));
      assert.equal(await people.ask(await people.prepare(anna!), 0), people.expected(0, range(1, 30)));
      const bens = [0, ...range(12, 20)];
      assert.equal(await people.ask(await people.prepare(ben!), 5), people.expected(5, bens));
      console.log('all', performance.now() - t0);
    } finally {
      await deployment.close();
      console.log('closed', performance.now() - t0);
    }
  });
}

test.run();
