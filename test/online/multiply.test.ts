import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { multiply, multiplyShared, square } from '../../src/online/multiply.js';
import { P } from '../../src/params.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { Deployment, macsHold, mod, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('multiply');
const EDGES = [0n, 1n, 2n, P - 1n, P - 2n, 1n << 30n, (1n << 31n) - 1n, 1n << 60n, 12345678901234567n];
const xs = EDGES.flatMap((x) => EDGES.map(() => x));
const ys = EDGES.flatMap(() => EDGES);

for (const parties of [2, 3, 5]) {
  test(`${parties} parties multiply element by element, edge values included`, async () => {
    const deployment = await Deployment.create(parties);
    const engines = await deployment.session([
      { kind: 'triple', n: xs.length },
      { kind: 'zeroTest', n: 1 },
    ]);
    const [a, b] = [share(deployment, engines, xs, 1), share(deployment, engines, ys, 2)];
    const { outcomes, traffic } = await lockstep(engines.map((p, i) => multiply(p, a[i]!, b[i]!)));
    const z = values(outcomes);
    assert.equal(
      reveal(z),
      xs.map((x, k) => mod(x * ys[k]!)),
    );
    assert.ok(macsHold(deployment, z));
    assert.is(traffic.rounds, 1);
    assert.is(traffic.bytes[0], (parties - 1) * 2 * 8 * xs.length);
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    for (const p of engines) p.close();
  });

  test(`${parties} parties multiply several vectors by one and open it once`, async () => {
    const deployment = await Deployment.create(parties);
    const n = EDGES.length;
    const engines = await deployment.session([
      { kind: 'factorTriple', fanOut: 2, n },
      { kind: 'square', n },
    ]);
    const a = share(deployment, engines, EDGES, 1);
    const b = share(deployment, engines, [...EDGES].reverse(), 2);
    const run = await lockstep(engines.map((p, i) => multiplyShared(p, a[i]!, [a[i]!, b[i]!])));
    const results = values(run.outcomes);
    assert.equal(
      reveal(results.map((r) => r[0]!)),
      EDGES.map((x) => mod(x * x)),
    );
    assert.equal(
      reveal(results.map((r) => r[1]!)),
      EDGES.map((x, k) => mod(x * EDGES[n - 1 - k]!)),
    );
    assert.ok(
      macsHold(
        deployment,
        results.map((r) => r[1]!),
      ),
    );
    assert.is(run.traffic.bytes[0], (parties - 1) * 3 * 8 * n);
    const squares = values((await lockstep(engines.map((p, i) => square(p, a[i]!)))).outcomes);
    assert.equal(
      reveal(squares),
      EDGES.map((x) => mod(x * x)),
    );
    assert.ok(macsHold(deployment, squares));
  });
}

test('a session without enough triples refuses before anything is sent', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([{ kind: 'triple', n: 3 }]);
  const a = share(deployment, engines, [1n, 2n, 3n, 4n]);
  const { outcomes, traffic } = await lockstep(engines.map((p, i) => multiply(p, a[i]!, a[i]!)));
  for (const outcome of outcomes) {
    assert.ok('error' in outcome && outcome.error instanceof UsageError && outcome.error.code === 'TUPLES_EXHAUSTED');
  }
  assert.is(traffic.messages.length, 0);
});

test('a session with unchecked openings cannot be closed', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([{ kind: 'triple', n: 1 }]);
  const a = share(deployment, engines, [5n]);
  values((await lockstep(engines.map((p, i) => multiply(p, a[i]!, a[i]!)))).outcomes);
  assert.throws(
    () => engines[0]!.close(),
    (error: unknown) => error instanceof UsageError && error.code === 'UNCHECKED_OPENINGS',
  );
});

test.run();
