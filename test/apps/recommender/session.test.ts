// The recommender from the upload to the answer, everybody honest, against its plaintext twin.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { aggregate } from '../../../src/apps/recommender/plain.js';
import { World } from './session.js';
import { ask, type QueryResult } from './session-query.js';

const test = suite('recommendation session');

/** Fails on whatever went wrong; then nothing may be left over, at any party. */
function requireGood(result: QueryResult): void {
  for (const error of [...result.stage.errors, result.clientError]) if (error !== null) throw error;
  for (const left of result.leftovers) assert.equal(left, {}, 'the demand lists are exact');
}

for (const parties of [2, 3, 5]) {
  test(`${parties} parties answer several clients on one bound version as the plaintext twin does`, async () => {
    const { world, sides } = await World.bound({ parties });
    for (const [number, client] of [0, 2, 0].entries()) {
      const result = await ask(world, sides, { client, number });
      requireGood(result);
      assert.equal(result.concluded, world.expected(client));
    }
    assert.is(world.expected(0).neighbours, 2, 'the data tell something');
    assert.is(world.expected(2).neighbours, 0, 'and not always');
  });
}

test('groups below the minimum are suppressed, both the number and the sums; from the minimum on both are shown', async () => {
  const open = await World.bound({ parties: 2, minimumNeighbours: 1 });
  const { neighbours } = open.world.expected(0);
  for (const [minimumNeighbours, shown] of [
    [neighbours, neighbours],
    [neighbours + 1, 0],
  ]) {
    const { world, sides } = await World.bound({ parties: 2, minimumNeighbours: minimumNeighbours! });
    const result = await ask(world, sides, { client: 0 });
    requireGood(result);
    assert.is(result.concluded?.neighbours, shown);
    assert.equal(result.concluded, world.expected(0));
    if (shown === 0) assert.ok(result.concluded?.sums.every((sum) => sum === 0));
  }
});

test("a client's own rows are left out, all of them, and nobody's when the client has none", async () => {
  const { world, sides } = await World.bound({ parties: 2, rows: [1, 2, 1, 3], minimumNeighbours: 1, delta: 0.5 });
  const { items, dense } = world.parameters;
  const { from, to } = world.ownRows(1);
  assert.is(to - from, 2);
  const query = world.rows.slice(from * items, from * items + dense);
  const others = [...world.rows].filter((_, k) => k < from * items || k >= to * items);
  const own = await ask(world, sides, { client: 1, values: world.queryValues(1) });
  requireGood(own);
  assert.equal(own.concluded, aggregate(Uint16Array.from(others), query, undefined, world.parameters));

  const stranger = await ask(world, sides, { client: 9, number: 1, values: world.queryValues(1) });
  requireGood(stranger);
  assert.equal(stranger.concluded, aggregate(world.rows, query, undefined, world.parameters));
  assert.is(stranger.concluded!.neighbours, own.concluded!.neighbours + 2, 'both rows are similar to the question');
});

test('two bound versions of the same uploads answer alike, each with keys of its own', async () => {
  const { world, sides } = await World.bound({ parties: 3 });
  const second = await world.bind();
  for (const [number, version] of [sides, second.sides].entries()) {
    const result = await ask(world, version, { client: 0, number });
    requireGood(result);
    assert.equal(result.concluded, world.expected(0));
  }
  const keys = [sides, second.sides].map((version) => version[0]!.bound.beta.value.toBigInts());
  assert.not.equal(keys[0], keys[1]);
});

test('digits of other widths give the same answers', async () => {
  for (const digitWidth of [2, 3, 8]) {
    const { world, sides } = await World.bound({ parties: 2, digitWidth });
    const result = await ask(world, sides, { client: 0 });
    requireGood(result);
    assert.equal(result.concluded, world.expected(0));
  }
});

test('a question takes 23 rounds from the comparison of H(e) to the delivery', async () => {
  const { world, sides } = await World.bound({ parties: 2 });
  const { stage } = await ask(world, sides, { client: 0 });
  const rounds = Object.fromEntries([...stage.traffic].map(([phase, traffic]) => [phase, traffic.rounds]));
  assert.equal(rounds, { agree: 1, prepare: 5, challenge: 6, confirm: 1, conclude: 1, run: 22 });
});

test.run();
