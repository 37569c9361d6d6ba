import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Turns } from '../../src/service/turns.js';

const test = suite('service/turns');

test('one at a time, in the order in which they came', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const visit = async (name: string) => {
    const end = await turns.take();
    order.push(`${name} in`);
    await new Promise((resolve) => setTimeout(resolve, 2));
    order.push(`${name} out`);
    end();
  };
  await Promise.all(['a', 'b', 'c'].map(visit));
  await visit('d');
  assert.equal(
    order,
    ['a', 'b', 'c', 'd'].flatMap((name) => [`${name} in`, `${name} out`]),
  );
});

test.run();
