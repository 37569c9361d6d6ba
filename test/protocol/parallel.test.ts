import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { broadcast, compute, exchange } from '../../src/protocol/exchange.js';
import { parallel } from '../../src/protocol/parallel.js';
import type { Party } from '../../src/protocol/party.js';
import type { Protocol } from '../../src/protocol/step.js';
import { lockstep, values } from '../support/lockstep.js';
import { plainParties } from '../support/plain-party.js';

const test = suite('parallel');

function word(...bytes: number[]): Uint8Array {
  const whole = new Uint8Array(8);
  whole.set(bytes);
  return whole;
}

/** `rounds` broadcasts; returns the first byte of everybody's messages. */
function* chat(p: Party, tag: number, rounds: number): Protocol<number[][]> {
  const heard: number[][] = [];
  for (let r = 0; r < rounds; r++) {
    const all = yield* broadcast(p, word(tag * 16 + p.id, r));
    heard.push(all.map((message) => message[0]! * 10 + message[1]!));
  }
  return heard;
}

function expected(parties: number, tag: number, rounds: number): number[][] {
  return Array.from({ length: rounds }, (_, r) => Array.from({ length: parties }, (__, j) => (tag * 16 + j) * 10 + r));
}

test('branches share rounds and each gets its own messages', async () => {
  const parties = await plainParties(3);
  const { outcomes, traffic } = await lockstep(
    parties.map((p) => parallel([chat(p, 1, 3), chat(p, 2, 1), chat(p, 3, 2)])),
  );
  for (const [a, b, c] of values(outcomes)) {
    assert.equal(a, expected(3, 1, 3));
    assert.equal(b, expected(3, 2, 1));
    assert.equal(c, expected(3, 3, 2));
  }
  assert.is(traffic.rounds, 3, 'the longest branch decides');
  assert.equal(traffic.bytes, [96, 96, 96]);
});

test('nested parallels merge into the same frames', async () => {
  const parties = await plainParties(2);
  const { outcomes, traffic } = await lockstep(
    parties.map((p) => parallel([chat(p, 1, 2), parallel([chat(p, 2, 2), chat(p, 3, 1)])])),
  );
  for (const [a, [b, c]] of values(outcomes)) {
    assert.equal([a, b, c], [expected(2, 1, 2), expected(2, 2, 2), expected(2, 3, 1)]);
  }
  assert.is(traffic.rounds, 2);
});

test('a branch that computes does not hold up the messages of its round', async () => {
  const parties = await plainParties(2);
  const work = { name: 'square', run: async () => 49 };
  const { outcomes, traffic } = await lockstep(
    parties.map((p) => parallel([compute<number>(p, work), chat(p, 1, 1), compute<number>(p, work)])),
  );
  for (const [a, b, c] of values(outcomes)) assert.equal([a, b, c], [49, expected(2, 1, 1), 49]);
  assert.is(traffic.rounds, 1);
});

test('a protocol without a wait returns its value without a round', async () => {
  const parties = await plainParties(2);
  function* nothing(): Protocol<string> {
    return 'done';
  }
  const { outcomes, traffic } = await lockstep(parties.map(() => parallel([nothing(), nothing()])));
  for (const result of values(outcomes)) assert.equal(result, ['done', 'done']);
  assert.is(traffic.rounds, 0);
});

test('private messages reach only their receiver', async () => {
  const parties = await plainParties(3);
  const { outcomes } = await lockstep(
    parties.map((p) =>
      exchange(
        p,
        [0, 1, 2].map((j) => word(p.id, j)),
        [8, 8, 8],
      ),
    ),
  );
  values(outcomes).forEach((inbox, i) => {
    inbox.forEach((message, j) => {
      if (j !== i) assert.equal([message[0], message[1]], [j, i]);
    });
  });
});

test('an error of one branch is the error of all', async () => {
  const parties = await plainParties(2);
  function* failing(p: Party): Protocol<void> {
    yield* broadcast(p, word(1));
    throw new Error('one branch failed');
  }
  const { outcomes } = await lockstep(parties.map((p) => parallel([chat(p, 1, 3), failing(p)])));
  for (const outcome of outcomes) {
    assert.ok('error' in outcome && outcome.error instanceof Error && outcome.error.message === 'one branch failed');
  }
});

test.run();
