import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isZeroWide, lessThanWide, nonNegativeWide } from '../../src/online/compare-wide.js';
import { wideComparisonDemand, wideZeroDemand } from '../../src/online/demand.js';
import type { Engine } from '../../src/online/engine.js';
import { P } from '../../src/params.js';
import { mergeDemands } from '../../src/preprocessing/kinds.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { supplyChosen } from '../support/chosen-masks.js';
import { Deployment, leftovers, macsHold, mod, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { expectCode } from '../support/tuple-checks.js';

const test = suite('compare, whole field');
const HALF = (P - 1n) / 2n;

/** Signed edges of the field and of powers of two, and a spread. */
function samples(): bigint[] {
  const powers = [1n, 20n, 40n, 58n, 59n].map((b) => 1n << b);
  const edges = [0n, 1n, HALF, HALF - 1n, ...powers, ...powers.map((b) => b - 1n)];
  const inner = Array.from({ length: 20 }, (_, i) => (BigInt(i + 1) * 0x9e3779b97f4a7c15n) % HALF);
  return [...edges, ...inner].flatMap((x) => (x === 0n ? [x] : [x, -x]));
}

for (const [parties, w] of [
  [2, 4],
  [2, 1],
  [2, 3],
  [2, 8],
  [3, 4],
] as const) {
  test(`signs and zeros of the whole field, digits of ${w}, ${parties} parties`, async () => {
    const xs = samples();
    const n = xs.length;
    const deployment = await Deployment.create(parties);
    const demand = mergeDemands([...wideComparisonDemand(w, n), ...wideZeroDemand(w, n), { kind: 'zeroTest', n: 1 }]);
    const engines = await deployment.session(demand);
    const x = share(deployment, engines, xs);
    const signs = values((await lockstep(engines.map((p, i) => nonNegativeWide(p, x[i]!, w)))).outcomes);
    assert.equal(
      reveal(signs),
      xs.map((v) => (v >= 0n ? 1n : 0n)),
    );
    const zeros = values((await lockstep(engines.map((p, i) => isZeroWide(p, x[i]!, w)))).outcomes);
    assert.equal(
      reveal(zeros),
      xs.map((v) => (v === 0n ? 1n : 0n)),
    );
    assert.ok(macsHold(deployment, signs) && macsHold(deployment, zeros));
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    assert.equal(leftovers(engines[0]!), {}, 'the demand is exact');
    for (const p of engines) p.close();
  });
}

test('two secrets compare', async () => {
  const xs = [5n, -5n, 1n << 58n, -(1n << 58n), 7n];
  const ys = [-5n, 5n, (1n << 58n) + 1n, 1n << 58n, 7n];
  const deployment = await Deployment.create(2);
  const engines = await deployment.session(wideComparisonDemand(4, xs.length));
  const [x, y] = [share(deployment, engines, xs, 1), share(deployment, engines, ys, 2)];
  const less = values((await lockstep(engines.map((p, i) => lessThanWide(p, x[i]!, y[i]!)))).outcomes);
  assert.equal(
    reveal(less),
    xs.map((v, k) => (v < ys[k]! ? 1n : 0n)),
  );
});

/** Runs with masks around chosen numbers; as many values as numbers. */
async function withChosen(xs: readonly bigint[], Rs: readonly bigint[], protocol: typeof nonNegativeWide) {
  const deployment = await Deployment.create(2);
  const engines: Engine[] = deployment.engines(new Uint8Array(32).fill(7));
  const demand = mergeDemands([...wideComparisonDemand(4, xs.length), ...wideZeroDemand(4, xs.length)]);
  const rest = await deployment.deal(
    new Uint8Array(32).fill(8),
    demand,
    engines.map(({ arena }) => arena),
  );
  supplyChosen(deployment, engines, Rs, rest);
  const x = share(deployment, engines, xs);
  return reveal(values((await lockstep(engines.map((p, i) => protocol(p, x[i]!)))).outcomes));
}

test('the sum wraps, just wraps, or does not: right for every mask below p', async () => {
  const xs: bigint[] = [];
  const Rs: bigint[] = [];
  for (const x of [0n, 1n, -1n, 2n, -2n, HALF, -HALF, 1n << 58n, -(1n << 20n), -(1n << 20n) - 1n]) {
    const toWrap = P - mod(2n * x);
    for (const R of [0n, 1n, P - 1n, P - 2n, toWrap - 1n, toWrap, toWrap + 1n, 1n << 60n]) {
      if (R < 0n || R >= P) continue;
      xs.push(x);
      Rs.push(R);
    }
  }
  assert.equal(
    await withChosen(xs, Rs, nonNegativeWide),
    xs.map((v) => (v >= 0n ? 1n : 0n)),
  );
  assert.equal(
    await withChosen(xs, Rs, isZeroWide),
    xs.map((v) => (v === 0n ? 1n : 0n)),
  );
});

test('a mask of p or more, once in 2^40, spoils the sign of values just below 0 and p/2 only, and zero', async () => {
  const excess = (1n << 21n) - 2n;
  const xs = [-1n, -1n, -(1n << 20n) + 1n, -(1n << 20n), -(1n << 20n) - 1n, 0n, 1n, HALF, HALF - (1n << 20n)];
  const Rs = [P, P + 2n, ...Array.from({ length: 7 }, () => P + excess)];
  // 2x + p + (R - p) >= p is what goes wrong.
  const wrong = xs.map((x, i) => mod(2n * x) + Rs[i]! - P >= P);
  assert.equal(wrong, [false, true, true, false, false, false, false, true, false]);
  assert.equal(
    await withChosen(xs, Rs, nonNegativeWide),
    xs.map((x, i) => (x >= 0n !== wrong[i] ? 1n : 0n)),
  );
  assert.equal(
    await withChosen(xs, Rs, isZeroWide),
    xs.map(() => 0n),
  );
});

test('nothing is checked before: six rounds and 44 openings each in digits of four, whatever is pending', async () => {
  const n = 6;
  const deployment = await Deployment.create(2);
  const engines = await deployment.session(wideComparisonDemand(4, n));
  const x = share(deployment, engines, [0n, 1n, -1n, 5n, -5n, 1n << 50n]);
  const { traffic } = await lockstep(engines.map((p, i) => nonNegativeWide(p, x[i]!)));
  assert.is(traffic.rounds, 6);
  assert.is(engines[0]!.openings.total, 44 * n);
  for (const w of [0, 9]) expectCode(() => nonNegativeWide(engines[0]!, x[0]!, w).next(), 'INVALID_ARGUMENT');
  expectCode(() => isZeroWide(engines[0]!, x[0]!).next(), 'TUPLES_EXHAUSTED');
});

test.run();
