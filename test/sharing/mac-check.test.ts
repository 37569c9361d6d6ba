import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import type { Engine } from '../../src/online/engine.js';
import { parallel } from '../../src/protocol/parallel.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import { assertZero } from '../../src/sharing/output.js';
import { codeOf, codesOf } from '../adversary/codes.js';
import { Deployment, leftovers, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('MAC check');

const SECRETS = [4n, 5n, 6n];

for (const parties of [2, 3, 5]) {
  test(`${parties} parties: honest openings pass, with a coin prepared or not`, async () => {
    const deployment = await Deployment.create(parties);
    for (const [prepared, rounds] of [
      [0, 5],
      [1, 4],
    ] as const) {
      const engines = await deployment.session([{ kind: 'zeroTest', n: 2 }]);
      const x = share(deployment, engines, SECRETS);
      if (prepared > 0) await lockstep(engines.map((p) => p.coins.prepare(p, prepared)));
      values((await lockstep(engines.map((p, i) => open(p, x[i]!)))).outcomes);
      const { outcomes, traffic } = await lockstep(engines.map((p) => checkOpenings(p)));
      values(outcomes);
      assert.is(traffic.rounds, rounds);
      for (const p of engines) assert.equal(leftovers(p), { zeroTest: 1 });
      for (const p of engines) p.close();
    }
  });

  test(`${parties} parties: one check takes many openings and claims together`, async () => {
    const deployment = await Deployment.create(parties);
    const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
    const [x, y, zero] = [SECRETS, [7n], [0n, 0n]].map((secrets, k) => share(deployment, engines, secrets, k + 1));
    for (const shares of [x, y, x]) {
      values((await lockstep(engines.map((p, i) => open(p, shares![i]!)))).outcomes);
    }
    engines.forEach((p, i) => {
      assertZero(p, zero![i]!);
    });
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    for (const p of engines) p.close();
  });
}

test('nothing pending costs nothing', async () => {
  const engines = await (await Deployment.create(2)).session([{ kind: 'zeroTest', n: 1 }]);
  const { traffic } = await lockstep(engines.map((p) => checkOpenings(p)));
  assert.is(traffic.rounds, 0);
  for (const p of engines) assert.equal(leftovers(p), { zeroTest: 1 });
});

test('without a zero test it refuses before anything is sent, and what is pending stays pending', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([]);
  const x = share(deployment, engines, SECRETS);
  values((await lockstep(engines.map((p, i) => open(p, x[i]!)))).outcomes);
  const { outcomes, traffic } = await lockstep(engines.map((p) => checkOpenings(p)));
  assert.equal(codesOf(outcomes), ['TUPLES_EXHAUSTED', 'TUPLES_EXHAUSTED']);
  assert.is(traffic.messages.length, 0);
  for (const p of engines)
    assert.is(
      codeOf(() => p.close()),
      'UNCHECKED_OPENINGS',
    );
});

test('branches side by side: a check settles what came before it, and nobody waits for ever', async () => {
  const deployment = await Deployment.create(3);
  const engines = await deployment.session([{ kind: 'zeroTest', n: 3 }]);
  const x = share(deployment, engines, SECRETS);
  function* openAndCheck(p: Engine, times: number): Protocol<bigint[]> {
    let opened: bigint[] = [];
    for (let k = 0; k < times; k++) opened = (yield* open(p, x[p.id]!)).toBigInts();
    yield* checkOpenings(p);
    return opened;
  }
  const { outcomes } = await lockstep(
    engines.map((p) => parallel([openAndCheck(p, 1), openAndCheck(p, 2), openAndCheck(p, 3)])),
  );
  for (const branches of values(outcomes)) assert.equal(branches, [SECRETS, SECRETS, SECRETS]);
  for (const p of engines) p.close();
});

test('a channel that fails in the middle of a check burns the session, in a branch too', async () => {
  const deployment = await Deployment.create(2);
  for (const wrap of [(protocol: Protocol<void>) => protocol, (protocol: Protocol<void>) => parallel([protocol])]) {
    const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
    const x = share(deployment, engines, SECRETS);
    values((await lockstep(engines.map((p, i) => open(p, x[i]!)))).outcomes);
    const [p] = engines;
    const check: Protocol<unknown> = wrap(checkOpenings(p!));
    check.next();
    assert.is(
      codeOf(() => check.throw(new ChannelError('TIMEOUT', 'no answer'))),
      'TIMEOUT',
    );
    assert.is(
      codeOf(() => p!.close()),
      'WRONG_STATE',
    );
    assert.is(
      codeOf(() => p!.openings.requireUsable()),
      'WRONG_STATE',
    );
  }
});

test.run();
