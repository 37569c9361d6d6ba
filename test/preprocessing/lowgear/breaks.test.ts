// Every message of a production broken once: the honest party must end with a typed error, never with a result.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../../src/errors.js';
import { makeTriples } from '../../../src/preprocessing/lowgear/products.js';
import { sacrifice } from '../../../src/preprocessing/lowgear/sacrifice.js';
import type { LowGearSession } from '../../../src/preprocessing/lowgear/session.js';
import { ensureZeroTests } from '../../../src/preprocessing/lowgear/zero-tests.js';
import { type Adversary, lockstep } from '../../support/lockstep.js';
import { TestParties } from './parties.js';

const test = suite('lowgear: broken messages');
const parties = await TestParties.create(2);

function* batch(p: LowGearSession) {
  yield* ensureZeroTests(p, 10);
  const products = yield* makeTriples(p, 1, 1);
  yield* sacrifice(p, products);
  return products;
}

/** One bit, and every byte set: a plausible value and an impossible one. */
const BREAKS: readonly ((message: Uint8Array) => void)[] = [
  (message) => {
    message[message.length > 8 ? 8 : 0]! ^= 1; // what is sent first is used
  },
  (message) => {
    message.fill(255);
  },
];

test('each message of a small batch of triples', async () => {
  const { traffic, outcomes } = await lockstep(parties.fork().sessions().map(batch));
  assert.ok(outcomes.every((outcome) => 'value' in outcome));
  const sent = traffic.messages.filter(({ from }) => from === 1);
  assert.ok(sent.length > 8);
  for (const { round, length } of sent) {
    for (const [kind, damage] of BREAKS.entries()) {
      if (kind > 0 && length < 1000) continue; // a short message is a commitment or a single share
      const adversary: Adversary = (edge, message) => {
        if (edge.from !== 1 || edge.round !== round) return message;
        const copy = message.slice();
        damage(copy);
        return copy;
      };
      const run = await lockstep(parties.fork().sessions().map(batch), adversary);
      const [outcome] = run.outcomes;
      const where = `round ${round}, damage ${kind}`;
      assert.ok(outcome !== undefined && 'error' in outcome, `${where}: the honest party got a result`);
      assert.instance(outcome.error, SecurityAbort, where);
    }
  }
});

test.run();
