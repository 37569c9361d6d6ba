// The plain working of outputs; test/adversary/output-rule.test.ts has the attacks.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import { assertZero, outputMasked } from '../../src/sharing/output.js';
import { codesOf } from '../adversary/codes.js';
import { Deployment, leftovers, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('output');

const [Y, R] = [
  [1n, 2n, 3n],
  [10n, 20n, 30n],
];

for (const parties of [2, 3]) {
  test(`${parties} parties deliver y + r, checked, and the session can be closed`, async () => {
    const deployment = await Deployment.create(parties);
    const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
    const [y, r] = [share(deployment, engines, Y!, 1), share(deployment, engines, R!, 2)];
    const { outcomes, traffic } = await lockstep(engines.map((p, i) => outputMasked(p, y[i]!, r[i]!)));
    for (const masked of values(outcomes)) assert.equal(masked.toBigInts(), [11n, 22n, 33n]);
    assert.is(traffic.rounds, 6);
    for (const p of engines) {
      assert.equal(leftovers(p), {});
      p.close();
    }
  });

  test(`${parties} parties check what was pending before the output is opened`, async () => {
    const deployment = await Deployment.create(parties);
    const engines = await deployment.session([{ kind: 'zeroTest', n: 2 }]);
    const [y, r] = [share(deployment, engines, Y!, 1), share(deployment, engines, R!, 2)];
    values((await lockstep(engines.map((p, i) => open(p, y[i]!)))).outcomes);
    const { outcomes, traffic } = await lockstep(engines.map((p, i) => outputMasked(p, y[i]!, r[i]!)));
    for (const masked of values(outcomes)) assert.equal(masked.toBigInts(), [11n, 22n, 33n]);
    assert.is(traffic.rounds, 11);
    for (const p of engines) p.close();
  });
}

test('zeros can be asserted together with openings and cost no round of their own', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
  const zero = share(deployment, engines, [0n, 0n, 0n]);
  engines.forEach((p, i) => {
    assertZero(p, zero[i]!);
  });
  assert.equal(codesOf((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes), ['ok', 'ok']);
  for (const p of engines) p.close();
});

test.run();
