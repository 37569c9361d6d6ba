import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from './session.js';
import { ask } from './session-query.js';

const test = suite('recommendation session');

for (const parties of [2, 3, 5]) {
  test(`${parties} parties recommend what the plaintext twin does, to several clients in turn, and use up every tuple`, async () => {
    const { world, sides } = await World.bound({ parties });
    for (const [number, client] of [0, 2, 0].entries()) {
      const t = performance.now();
      const result = await ask(world, sides, { client, number });
      console.log(performance.now() - t, result.concluded, result.stage.errors, result.clientError);
      for (const [phase, traffic] of result.stage.traffic) console.log(phase, traffic.rounds);
      assert.equal(result.concluded, world.expected(client));
      for (const left of result.leftovers) assert.equal(left, {});
    }
  });
}

test.run();
