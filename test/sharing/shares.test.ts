import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { Shares } from '../../src/sharing/shares.js';
import { Deployment, macsHold, mod, reveal, share } from '../support/engines.js';

const test = suite('shares');

const XS = [0n, 1n, P - 1n, 1n << 60n, 123456789012345678n];
const YS = [...XS].reverse();

for (const parties of [2, 3, 5]) {
  const deployment = await Deployment.create(parties);
  const engines = await deployment.session([]);
  const x = share(deployment, engines, XS, 1);
  const y = share(deployment, engines, YS, 2);
  const arena = engines[0]!.arena;
  const publicVector = Vector.fromBigInts(arena, YS);

  /** What the operation makes of all parties' shares must be the plain result, under a valid MAC. */
  const gives = (name: string, operation: (i: number) => Shares, expected: readonly bigint[]) => {
    test(`${parties} parties: ${name}`, () => {
      const result = engines.map((_, i) => operation(i));
      assert.equal(reveal(result), expected.map(mod));
      assert.ok(macsHold(deployment, result), 'the MACs follow');
    });
  };
  const pairs = (f: (a: bigint, b: bigint) => bigint) => XS.map((a, k) => f(a, YS[k]!));

  gives(
    'sums',
    (i) => x[i]!.add(y[i]!),
    pairs((a, b) => a + b),
  );
  gives(
    'differences',
    (i) => x[i]!.sub(y[i]!),
    pairs((a, b) => a - b),
  );
  gives(
    'negation',
    (i) => x[i]!.neg(),
    XS.map((a) => -a),
  );
  gives(
    'scaling by a public number, one that is negative too',
    (i) => x[i]!.scale(-7n),
    XS.map((a) => -7n * a),
  );
  gives(
    'scaling by a public vector',
    (i) => x[i]!.scale(publicVector),
    pairs((a, b) => a * b),
  );
  gives(
    'adding a public number',
    (i) => x[i]!.plus(engines[i]!, 9n),
    XS.map((a) => a + 9n),
  );
  gives(
    'adding a public vector',
    (i) => x[i]!.plus(engines[i]!, publicVector),
    pairs((a, b) => a + b),
  );
  gives('a public vector as shares', (i) => Shares.fromPublic(engines[i]!, publicVector), YS);
  gives('public zeros', () => Shares.zeros(arena, 3), [0n, 0n, 0n]);
  gives('the sum of all elements', (i) => x[i]!.sum(), [XS.reduce((sum, a) => sum + a)]);
  gives('sums of groups', (i) => x[i]!.slice(0, 4).sums(2), [XS[0]! + XS[1]!, XS[2]! + XS[3]!]);
  gives('running sums', (i) => x[i]!.slice(0, 4).prefixSums(2), [XS[0]!, XS[0]! + XS[1]!, XS[2]!, XS[2]! + XS[3]!]);
  gives('elements at public places', (i) => x[i]!.gather(Int32Array.of(4, -1, 0)), [XS[4]!, 0n, XS[0]!]);
  gives('a part, which shares memory', (i) => x[i]!.slice(1, 3), XS.slice(1, 3));
  gives('joining', (i) => x[i]!.concat(y[i]!, x[i]!.slice(0, 1)), [...XS, ...YS, XS[0]!]);
  gives('repeating one share', (i) => x[i]!.slice(4, 5).repeat(3), [XS[4]!, XS[4]!, XS[4]!]);
}

test('only the lead holds a public value; the others hold nothing of it', async () => {
  const engines = await (await Deployment.create(3)).session([]);
  const v = Vector.fromBigInts(engines[0]!.arena, [5n]);
  const values = engines.map((p) => Shares.fromPublic(p, v).value.toBigInts()[0]);
  assert.equal(values, [5n, 0n, 0n]);
});

test('shares of different lengths do not add', async () => {
  const engines = await (await Deployment.create(2)).session([]);
  const arena = engines[0]!.arena;
  assert.throws(
    () => Shares.zeros(arena, 2).add(Shares.zeros(arena, 3)),
    (error: Error) => 'code' in error && error.code === 'LENGTH_MISMATCH',
  );
});

test.run();
