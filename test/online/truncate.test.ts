import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { truncationDemand } from '../../src/online/demand.js';
import { truncate } from '../../src/online/truncate.js';
import { P } from '../../src/params.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { supplyChosen } from '../support/chosen-masks.js';
import { Deployment, macsHold, mod, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { expectCode } from '../support/tuple-checks.js';

const test = suite('truncate');
const BOUND = 1n << 58n;

function signed(x: bigint): bigint {
  return x > P / 2n ? x - P : x;
}

/** floor(x / 2^f), also of a negative x. */
const floor = (x: bigint, f: number) => x >> BigInt(f);

/** Edges of the range and of 2^f, and a spread of values in between. */
function samples(f: number): bigint[] {
  const unit = 1n << BigInt(f);
  const edges = [
    0n,
    1n,
    -1n,
    unit - 1n,
    unit,
    unit + 1n,
    -unit,
    -unit - 1n,
    -unit + 1n,
    BOUND - 1n,
    -BOUND + 1n,
    BOUND,
    -BOUND,
  ];
  const inner = Array.from({ length: 12 }, (_, i) => ((BigInt(i + 1) * 0x9e3779b97f4a7c15n) % (2n * BOUND)) - BOUND);
  return [...edges, ...inner].filter((x) => x >= -BOUND && x <= BOUND);
}

for (const parties of [2, 3]) {
  test(`every shift divides all kinds of values down or up, ${parties} parties`, async () => {
    const deployment = await Deployment.create(parties);
    const shifts = parties === 2 ? Array.from({ length: 57 }, (_, k) => k + 1) : [1, 20, 21, 22, 40, 57];
    for (const f of shifts) {
      const xs = samples(f);
      const engines = await deployment.session([...truncationDemand(f, xs.length), { kind: 'zeroTest', n: 1 }]);
      const x = share(deployment, engines, xs);
      const made = values((await lockstep(engines.map((p, i) => truncate(p, x[i]!, f)))).outcomes);
      assert.ok(macsHold(deployment, made));
      reveal(made).forEach((value, i) => {
        const difference = signed(value) - floor(xs[i]!, f);
        const exact = mod(xs[i]!) === 0n || xs[i]! % (1n << BigInt(f)) === 0n;
        assert.ok(difference === 0n || (difference === 1n && !exact), `${xs[i]} >> ${f} is off by ${difference}`);
      });
      values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
      for (const p of engines) p.close();
    }
  });
}

test('the mask decides between down and up exactly, whether the sum wraps, just wraps, or the mask is p or more', async () => {
  const deployment = await Deployment.create(2);
  const corners = [0n, 1n, (1n << 60n) - 1n, 1n << 60n, (1n << 60n) + 1n, P - 1n, P, P + 1n, (1n << 61n) - 1n];
  for (const f of [1, 7, 20, 21, 22, 30, 44, 57]) {
    const xs: bigint[] = [];
    const Rs: bigint[] = [];
    for (const x of samples(f).slice(0, 13)) {
      const toWrap = P - (x + BOUND);
      for (const R of [...corners, toWrap - 1n, toWrap, toWrap + 1n]) {
        xs.push(x);
        Rs.push(R);
      }
    }
    const engines = deployment.engines(new Uint8Array(32).fill(f));
    supplyChosen(deployment, engines, Rs, []);
    const x = share(deployment, engines, xs);
    const made = values((await lockstep(engines.map((p, i) => truncate(p, x[i]!, f)))).outcomes);
    const unit = 1n << BigInt(f);
    reveal(made).forEach((value, i) => {
      const remainder = ((xs[i]! % unit) + unit) % unit;
      const up = remainder + (Rs[i]! % unit) >= unit ? 1n : 0n;
      assert.is(signed(value), floor(xs[i]!, f) + up, `x ${xs[i]}, mask ${Rs[i]}, shift ${f}`);
    });
    for (const p of engines) p.abandon();
  }
});

test('rounding is without bias: up with probability (x mod 2^f) / 2^f', async () => {
  const deployment = await Deployment.create(2);
  const n = 4000;
  for (const [f, remainders] of [
    [4, [1n, 4n, 8n, 13n]],
    [20, [1n << 17n, (1n << 19n) + 12345n]],
    [40, [3n << 38n, 1n << 37n]],
  ] as const) {
    for (const remainder of remainders) {
      for (const whole of [123456n, -165432n]) {
        const x = (whole << BigInt(f)) + remainder;
        const engines = await deployment.session(truncationDemand(f, n));
        const shares = share(
          deployment,
          engines,
          Array.from({ length: n }, () => x),
        );
        const made = values((await lockstep(engines.map((p, i) => truncate(p, shares[i]!, f)))).outcomes);
        const up = reveal(made).filter((value) => signed(value) === whole + 1n).length;
        const expected = (n * Number(remainder)) / 2 ** f;
        const chiSquare = (up - expected) ** 2 * (1 / expected + 1 / (n - expected));
        // One degree of freedom: above 15 once in 10,000 seeds, and the seeds are fixed.
        assert.ok(chiSquare < 15, `shift ${f}, remainder ${remainder}: ${up} up, ${expected} expected`);
        for (const p of engines) p.abandon();
      }
    }
  }
});

test('a value outside the range is as well hidden as any other: only the opened sum is sent, and it is uniform', async () => {
  const deployment = await Deployment.create(2);
  const n = 2000;
  for (const x of [0n, BOUND, P / 2n, (P + 1n) / 2n]) {
    const engines = await deployment.session(truncationDemand(20, n));
    const shares = share(
      deployment,
      engines,
      Array.from({ length: n }, () => x),
    );
    const seen: bigint[] = [];
    const { outcomes } = await lockstep(
      engines.map((p, i) => truncate(p, shares[i]!, 20)),
      ({ from }, message) => {
        if (from === 0) seen.push(...new BigUint64Array(message.slice().buffer));
        return message;
      },
    );
    values(outcomes);
    assert.is(seen.length, n);
    const upper = seen.filter((value) => value >= P / 2n).length;
    assert.ok((upper - n / 2) ** 2 / (n / 4) < 15);
    for (const p of engines) p.abandon();
  }
});

test('what cannot be is refused before anything is sent', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session(truncationDemand(20, 1));
  const x = share(deployment, engines, [1n, 2n]);
  for (const f of [0, 58, 1.5]) expectCode(() => truncate(engines[0]!, x[0]!, f).next(), 'INVALID_ARGUMENT');
  expectCode(() => truncate(engines[0]!, x[0]!, 20).next(), 'TUPLES_EXHAUSTED');
  expectCode(() => truncate(engines[0]!, x[0]!, 19).next(), 'TUPLES_EXHAUSTED');
});

test.run();
