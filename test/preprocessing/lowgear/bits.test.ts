import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../../src/params.js';
import { bitsOfSquares } from '../../../src/preprocessing/lowgear/bits.js';
import { codesOf } from '../../adversary/codes.js';
import { Deployment, macsHold, mod, reveal, share } from '../../support/engines.js';
import { lockstep, values } from '../../support/lockstep.js';

const test = suite('lowgear: bits of squares');

/** By Euler's criterion. */
function isSquare(x: bigint): boolean {
  let [result, base] = [1n, mod(x)];
  for (let exponent = (P - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result === 1n;
}

const ROOTS = [1n, P - 1n, 2n, P - 2n, 12345678901n, P - 12345678901n];

async function parties(n: number, a: readonly bigint[], aa: readonly bigint[]) {
  const deployment = await Deployment.create(n);
  const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
  const [as, squares] = [share(deployment, engines, a, 1), share(deployment, engines, aa, 2)];
  const run = await lockstep(engines.map((p, i) => bitsOfSquares(p, { a: as[i]!, aa: squares[i]! })));
  return { deployment, run };
}

for (const n of [2, 3]) {
  test(`${n} parties get a bit from each square, opposite ones from opposite roots`, async () => {
    const { deployment, run } = await parties(
      n,
      ROOTS,
      ROOTS.map((a) => mod(a * a)),
    );
    const bits = values(run.outcomes).map((found) => found!);
    assert.ok(macsHold(deployment, bits));
    const found = reveal(bits);
    assert.ok(found.every((bit) => bit === 0n || bit === 1n));
    for (let k = 0; k < ROOTS.length; k += 2) assert.is(found[k]! + found[k + 1]!, 1n);
  });

  test(`${n} parties abort on what is no square, and get no bit of the others`, async () => {
    const squares = ROOTS.map((a) => mod(a * a));
    let other = 2n;
    while (isSquare(other)) other++;
    squares[3] = other;
    const { run } = await parties(n, ROOTS, squares);
    assert.equal(codesOf(run.outcomes), Array(n).fill('NOT_A_SQUARE'));
  });
}

test('a square of 0 makes no bits', async () => {
  const { run } = await parties(2, [3n, 0n], [9n, 0n]);
  assert.equal(values(run.outcomes), [null, null]);
});

test.run();
