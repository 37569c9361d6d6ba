import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import { P } from '../../src/params.js';
import { parallel } from '../../src/protocol/parallel.js';
import type { Protocol } from '../../src/protocol/step.js';
import { open, readShares, sumShares } from '../../src/sharing/open.js';
import { codeOf, codesOf } from '../adversary/codes.js';
import { Deployment, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('opening');

const SECRETS = [0n, 1n, P - 1n, 1n << 60n];

for (const parties of [2, 3, 5]) {
  test(`${parties} parties open their secrets in one round, and remember them for the check`, async () => {
    const deployment = await Deployment.create(parties);
    const engines = await deployment.session([]);
    const x = share(deployment, engines, SECRETS);
    const { outcomes, traffic } = await lockstep(engines.map((p, i) => open(p, x[i]!)));
    for (const opened of values(outcomes)) assert.equal(opened.toBigInts(), SECRETS);
    assert.is(traffic.rounds, 1);
    assert.equal(traffic.bytes, Array(parties).fill((parties - 1) * 8 * SECRETS.length));
    for (const { openings } of engines) {
      assert.is(openings.total, SECRETS.length);
      assert.not.ok(openings.clean);
    }
  });
}

test('sums of additive shares are not remembered: nothing checks them', async () => {
  const deployment = await Deployment.create(3);
  const engines = await deployment.session([]);
  const parts = engines.map((p) => Vector.fromBigInts(p.arena, [BigInt(p.id + 1)]));
  const { outcomes } = await lockstep(engines.map((p, i) => sumShares(p, parts[i]!)));
  for (const sum of values(outcomes)) assert.equal(sum.toBigInts(), [6n]);
  for (const { openings } of engines) assert.ok(openings.clean);
});

test('a share that is no field element is refused and its sender named', async () => {
  const deployment = await Deployment.create(3);
  const engines = await deployment.session([]);
  const x = share(deployment, engines, SECRETS);
  const { outcomes } = await lockstep(
    engines.map((p, i) => open(p, x[i]!)),
    ({ from, to }, message) => (from === 2 && to === 0 ? message.slice().fill(255, 8, 16) : message),
  );
  assert.equal(codesOf(outcomes), ['NOT_CANONICAL_SHARE', 'ok', 'ok']);
  assert.ok('error' in outcomes[0]! && (outcomes[0].error as { party?: number }).party === 2);
});

test('p itself is no field element; p - 1 is', async () => {
  const [p] = await (await Deployment.create(2)).session([]);
  const word = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);
  assert.is(
    codeOf(() => readShares(p!, word(P), 1)),
    'NOT_CANONICAL_SHARE',
  );
  assert.equal(readShares(p!, word(P - 1n), 1).toBigInts(), [P - 1n]);
});

test('what one branch sends does not move when a branch beside it needs more memory', async () => {
  const deployment = await Deployment.create(3);
  const engines = await deployment.session([]);
  const x = share(deployment, engines, SECRETS);
  // Far more than the kernel has: its memory grows between the branches' turns, and views of the old one go blank.
  function* greedy(p: Engine): Protocol<number> {
    return (yield* sumShares(p, Vector.zeros(p.arena, 1 << 20).slice(0, 1))).length;
  }
  const { outcomes } = await lockstep(engines.map((p, i) => parallel([open(p, x[i]!), greedy(p)])));
  for (const [opened] of values(outcomes)) assert.equal(opened.toBigInts(), SECRETS);
  for (const { arena } of engines) arena.release();
});

test.run();
