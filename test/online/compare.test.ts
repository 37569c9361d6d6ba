import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atLeast, isZero, lessThan, nonNegative } from '../../src/online/compare.js';
import { comparisonDemand, zeroDemand } from '../../src/online/demand.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { Deployment, leftovers, macsHold, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('compare');

/** Edge values of k bits and some in between, reproducible. */
function samples(k: number): bigint[] {
  const half = 1n << BigInt(k - 1);
  const edges = [-half + 1n, -1n, 0n, 1n, half - 1n, half / 2n, -half / 2n];
  const inner = Array.from({ length: 20 }, (_, i) => ((BigInt(i) * 7919n * 104729n) % (2n * half - 1n)) - half + 1n);
  return [...edges, ...inner];
}

for (const [k, w] of [
  [20, 4],
  [20, 3],
  [20, 2],
  [16, 4],
  [9, 8],
  [5, 1],
  [2, 4],
] as const) {
  test(`the sign of ${k}-bit values with digits of ${w}`, async () => {
    const xs = samples(k);
    const deployment = await Deployment.create(2);
    const engines = await deployment.session([...comparisonDemand(k, w, xs.length), { kind: 'zeroTest', n: 1 }]);
    const x = share(deployment, engines, xs);
    const { outcomes } = await lockstep(engines.map((p, i) => nonNegative(p, x[i]!, k, w)));
    const bits = values(outcomes);
    assert.equal(
      reveal(bits),
      xs.map((v) => (v >= 0n ? 1n : 0n)),
    );
    assert.ok(macsHold(deployment, bits));
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    for (const p of engines)
      assert.is((p.tuples as unknown as { remaining(): Map<string, number> }).remaining().get('triple') ?? 0, 0);
    for (const p of engines) p.close();
  });
}

for (const [k, w] of [
  [20, 4],
  [9, 3],
  [5, 4],
  [2, 1],
] as const) {
  test(`zero among ${k}-bit values with digits of ${w}`, async () => {
    const xs = samples(k);
    const deployment = await Deployment.create(2);
    const engines = await deployment.session(zeroDemand(k, w, xs.length));
    const x = share(deployment, engines, xs);
    const bits = values((await lockstep(engines.map((p, i) => isZero(p, x[i]!, k, w)))).outcomes);
    assert.equal(
      reveal(bits),
      xs.map((v) => (v === 0n ? 1n : 0n)),
    );
    assert.ok(macsHold(deployment, bits));
    assert.equal(leftovers(engines[0]!), {}, 'the demand is exact');
  });
}

test('twenty bits in digits of four: four rounds, twelve openings each', async () => {
  const n = 10;
  const deployment = await Deployment.create(2);
  const engines = await deployment.session(comparisonDemand(20, 4, n));
  const x = share(
    deployment,
    engines,
    Array.from({ length: n }, (_, i) => BigInt(i - 5)),
  );
  const { traffic } = await lockstep(engines.map((p, i) => nonNegative(p, x[i]!, 20)));
  assert.is(traffic.rounds, 4);
  assert.is(engines[0]!.openings.total, 12 * n);
  assert.is(traffic.bytes[0], 96 * n);
});

test('three parties compare with a threshold, with each other, and with zero', async () => {
  const xs = [-9n, -1n, 0n, 1n, 2n, 9n, 400n];
  const ys = [9n, -1n, 1n, 0n, 2n, -9n, 401n];
  const deployment = await Deployment.create(3);
  const engines = await deployment.session([
    ...comparisonDemand(20, 4, 2 * xs.length, 4 * xs.length),
    { kind: 'comparisonMask', k: 12, w: 4, n: xs.length },
    { kind: 'zeroTest', n: 3 },
  ]);
  const [x, y] = [share(deployment, engines, xs, 1), share(deployment, engines, ys, 2)];
  const least = values((await lockstep(engines.map((p, i) => atLeast(p, x[i]!, 2n, 20)))).outcomes);
  assert.equal(
    reveal(least),
    xs.map((v) => (v >= 2n ? 1n : 0n)),
  );
  const less = values((await lockstep(engines.map((p, i) => lessThan(p, x[i]!, y[i]!, 20)))).outcomes);
  assert.equal(
    reveal(less),
    xs.map((v, k) => (v < ys[k]! ? 1n : 0n)),
  );
  const zero = values((await lockstep(engines.map((p, i) => isZero(p, x[i]!, 12)))).outcomes);
  assert.equal(
    reveal(zero),
    xs.map((v) => (v === 0n ? 1n : 0n)),
  );
  assert.ok(macsHold(deployment, zero));
  values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
});

test.run();
