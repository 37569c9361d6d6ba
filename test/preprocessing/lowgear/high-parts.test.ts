import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../../src/errors.js';
import { Vector } from '../../../src/math/vector.js';
import { P } from '../../../src/params.js';
import { authenticatePairwise } from '../../../src/preprocessing/lowgear/authenticate.js';
import { drawDigits, highParts, MASKS, partBits, proveDigits } from '../../../src/preprocessing/lowgear/high-parts.js';
import type { LowGearSession } from '../../../src/preprocessing/lowgear/session.js';
import { ensureZeroTests } from '../../../src/preprocessing/lowgear/zero-tests.js';
import { TestParties } from './parties.js';

const N = 40;

for (const count of [2, 3]) {
  const test = suite(`lowgear: high parts, ${count} parties`);
  let parties: TestParties;
  test.before(async () => {
    parties = await TestParties.create(count);
  });
  test.after(() => parties.release());

  test('sums of everybody’s parts, with valid MACs', async () => {
    const made = await parties.run(function* (p) {
      yield* ensureZeroTests(p, 10);
      return yield* highParts(p, 20, N);
    });
    const { value, valid } = parties.reveal(made);
    assert.ok(valid);
    const limit = BigInt(count) << BigInt(partBits(20, count));
    assert.ok(value.toBigInts().every((high) => high < limit));
    assert.is(new Set(value.toBigInts()).size, N);
  });

  /** The last party authenticates what `cheat` makes of its digits and proves with the digits themselves. */
  const proof = (cheat: (digits: bigint[]) => void) =>
    function* (p: LowGearSession) {
      const bits = partBits(20, count);
      const own = drawDigits(p, bits, N);
      const values = Array.from(own, BigInt);
      if (p.id === count - 1) cheat(values);
      const digits = Vector.fromBigInts(p.arena, values);
      const masks = Vector.expand(p.arena, p.random(32), 0, p.peers.length * MASKS);
      yield* proveDigits(p, bits, N, own, yield* authenticatePairwise(p, digits.concat(masks)));
    };

  test('digits are accepted', async () => {
    await parties.run(proof(() => undefined));
  });

  for (const [what, digit] of [
    ['four', 4n],
    ['minus one', P - 1n],
    ['a half', (P + 1n) / 2n],
  ] as const) {
    test(`${what} is no digit, wherever it stands`, async () => {
      for (const at of [0, N - 1, 20 * N - 1]) {
        const outcomes = await parties.outcomes(
          proof((digits) => {
            digits[at] = digit;
          }),
        );
        const [outcome] = outcomes;
        assert.ok(outcome !== undefined && 'error' in outcome && outcome.error instanceof SecurityAbort);
        assert.is(outcome.error.code, 'RANGE_PROOF_REJECTED');
        assert.is(outcome.error.party, count - 1);
      }
    });
  }

  test.run();
}

const test = suite('lowgear: widths of high parts');

test('as wide as the field allows: a value with its mask never wraps', () => {
  for (const parties of [2, 3, 4, 5, 16]) {
    for (let k = 2; k <= 20; k++) {
      const bits = partBits(k, parties);
      const largest = (width: number) =>
        (1n << BigInt(k)) + (1n << BigInt(k - 1)) + ((BigInt(parties) * (1n << BigInt(width))) << BigInt(k - 1));
      assert.ok(largest(bits) <= P && largest(bits + 1) > P);
    }
  }
  assert.is(partBits(20, 2), 40);
  assert.is(partBits(20, 3), 40);
  assert.is(partBits(20, 4), 39);
});

test.run();
