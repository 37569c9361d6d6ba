import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bitPlan } from '../../src/online/bit-plan.js';
import { decompose } from '../../src/online/bits.js';
import { decompositionDemand } from '../../src/online/demand.js';
import { P } from '../../src/params.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { supplyChosen } from '../support/chosen-masks.js';
import { Deployment, leftovers, macsHold, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { expectCode } from '../support/tuple-checks.js';

const test = suite('bits');

/** Edges of `bits` bits, single bits, and a spread. */
function samples(bits: number): bigint[] {
  const limit = 1n << BigInt(bits);
  const edges = [0n, 1n, limit - 1n, limit >> 1n, (limit >> 1n) - 1n, limit / 3n, (2n * limit) / 3n];
  const inner = Array.from({ length: 8 }, (_, i) => (BigInt(i + 1) * 0x9e3779b97f4a7c15n) % limit);
  return [...edges, ...inner].filter((x) => x < limit);
}

/** Bit by bit, as decompose returns them. */
function bitsOf(xs: readonly bigint[], bits: number): bigint[] {
  return Array.from({ length: bits }, (_, b) => xs.map((x) => (x >> BigInt(b)) & 1n)).flat();
}

for (const parties of [2, 3]) {
  test(`values of every width fall apart into their bits, ${parties} parties`, async () => {
    const deployment = await Deployment.create(parties);
    const widths = parties === 2 ? Array.from({ length: 60 }, (_, k) => k + 1) : [1, 4, 5, 19, 20, 60];
    for (const bits of widths) {
      // The last 2^21 values of 60 bits may come out wrong once in 2^39.
      const xs = samples(bits);
      const engines = await deployment.session([...decompositionDemand(bits, xs.length), { kind: 'zeroTest', n: 1 }]);
      const x = share(deployment, engines, xs);
      const made = values((await lockstep(engines.map((p, i) => decompose(p, x[i]!, bits)))).outcomes);
      assert.equal(reveal(made), bitsOf(xs, bits), `${bits} bits`);
      assert.ok(macsHold(deployment, made));
      values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
      assert.equal(leftovers(engines[0]!), {}, 'the demand is exact');
      for (const p of engines) p.close();
    }
  });
}

test('the sum wraps, just wraps, or does not, and every mask gives the bits exactly, those of p and more too', async () => {
  const deployment = await Deployment.create(2);
  const corners = [0n, 1n, (1n << 60n) - 1n, 1n << 60n, (1n << 60n) + 1n, P - 1n, P, P + 1n, (1n << 61n) - 1n];
  for (const bits of [20, 37, 59]) {
    const xs: bigint[] = [];
    const Rs: bigint[] = [];
    for (const x of samples(bits)) {
      for (const R of [...corners, P - x - 1n, P - x, P - x + 1n]) {
        xs.push(x);
        Rs.push(R);
      }
    }
    const engines = deployment.engines(new Uint8Array(32).fill(bits));
    const rest = await deployment.deal(
      new Uint8Array(32).fill(bits),
      decompositionDemand(bits, xs.length),
      engines.map(({ arena }) => arena),
    );
    supplyChosen(deployment, engines, Rs, rest);
    const x = share(deployment, engines, xs);
    const made = values((await lockstep(engines.map((p, i) => decompose(p, x[i]!, bits)))).outcomes);
    assert.equal(reveal(made), bitsOf(xs, bits), `${bits} bits`);
    for (const p of engines) p.abandon();
  }
});

test('sixty bits: seven rounds and 242 openings; nineteen bits: four rounds and 24', async () => {
  const n = 3;
  const deployment = await Deployment.create(2);
  for (const [bits, rounds, openings] of [
    [60, 7, 242],
    [19, 4, 24],
    [4, 1, 1],
  ] as const) {
    const engines = await deployment.session(decompositionDemand(bits, n));
    const x = share(deployment, engines, [1n, 2n, 3n]);
    const { outcomes, traffic } = await lockstep(engines.map((p, i) => decompose(p, x[i]!, bits)));
    values(outcomes);
    assert.is(traffic.rounds, rounds, `${bits} bits`);
    assert.is(engines[0]!.openings.total, openings * n, `${bits} bits`);
  }
});

test('what cannot be is refused before anything is sent', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session(decompositionDemand(20, 1));
  const x = share(deployment, engines, [1n, 2n]);
  for (const bits of [0, 61, 2.5]) {
    expectCode(() => decompose(engines[0]!, x[0]!, bits).next(), 'INVALID_ARGUMENT');
    expectCode(() => bitPlan(bits), 'INVALID_ARGUMENT');
  }
  expectCode(() => decompose(engines[0]!, x[0]!, 20).next(), 'TUPLES_EXHAUSTED');
  expectCode(() => decompose(engines[0]!, x[0]!, 19).next(), 'TUPLES_EXHAUSTED');
});

test.run();
