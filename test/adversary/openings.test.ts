// Attacks on openings and their check: wrong shares, wrong MACs, telling different parties different things, false claims. What is checked is
// what honest parties conclude; a session whose check has failed is burnt, and nothing else is.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { multiply } from '../../src/online/multiply.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import { assertZero, outputMasked } from '../../src/sharing/output.js';
import { Shares } from '../../src/sharing/shares.js';
import { Deployment, share } from '../support/engines.js';
import { type Adversary, honest, lockstep, values } from '../support/lockstep.js';
import { broken } from './breaking.js';
import { codeOf, codesOf } from './codes.js';

const test = suite('attacks on openings');

const SECRETS = [3n, 1n << 60n, 0n];

function* openAndCheck(p: Engine, x: Shares): Protocol<bigint[]> {
  const opened = yield* open(p, x);
  yield* checkOpenings(p);
  return opened.toBigInts();
}

function* claimZero(p: Engine, x: Shares): Protocol<void> {
  assertZero(p, x);
  yield* checkOpenings(p);
}

async function session(parties: number, seed = 1) {
  const deployment = await Deployment.create(parties, seed);
  const engines = await deployment.session([
    { kind: 'zeroTest', n: 2 },
    { kind: 'triple', n: 3 },
  ]);
  return { deployment, engines, x: share(deployment, engines, SECRETS) };
}

/** Party 0's message of one round changed towards some of the others. */
const lying = (round: number, to: readonly number[], number = 0): Adversary => {
  const target = { from: 0, to, round, way: 'add one', number } as const;
  return (edge, message) => broken(target, edge, message);
};

for (const parties of [2, 3]) {
  const others = Array.from({ length: parties - 1 }, (_, j) => j + 1);
  const noticed = parties === 2 ? 'MAC_CHECK_FAILED' : 'ECHO_MISMATCH';

  test(`${parties} parties: an opening that was shifted does not pass its check`, async () => {
    const { engines, x } = await session(parties);
    const { outcomes } = await lockstep(
      engines.map((p, i) => openAndCheck(p, x[i]!)),
      lying(0, others),
    );
    for (const code of codesOf(outcomes).slice(1)) assert.is(code, noticed);
  });

  test(`${parties} parties: a party that believes its own wrong share does not pass either`, async () => {
    const { engines, x } = await session(parties);
    const shifted = x.map((s, i) => (i === 0 ? new Shares(s.value.plus(1n), s.mac) : s));
    const { outcomes } = await lockstep(engines.map((p, i) => openAndCheck(p, shifted[i]!)));
    assert.equal(codesOf(outcomes), Array(parties).fill('MAC_CHECK_FAILED'));
  });

  test(`${parties} parties: a wrong MAC share does not pass, with a right value or with one that was shifted along`, async () => {
    for (const [value, mac] of [
      [0n, 1n],
      [5n, 5n],
      [1n, -1n],
    ] as const) {
      const { engines, x } = await session(parties);
      const wrong = x.map((s, i) => (i === 0 ? new Shares(s.value.plus(value), s.mac.plus(mac)) : s));
      const { outcomes } = await lockstep(engines.map((p, i) => openAndCheck(p, wrong[i]!)));
      assert.equal(codesOf(outcomes), Array(parties).fill('MAC_CHECK_FAILED'));
    }
  });

  test(`${parties} parties: errors that add up to 0 over several openings do not pass`, async () => {
    const { engines, x } = await session(parties);
    const { outcomes } = await lockstep(
      engines.map((p, i) => {
        const errors = i === 0 ? x[i]!.value.scale(0n).plus(1n) : x[i]!.value.scale(0n);
        const [plus, minus] = [x[i]!.value.add(errors), x[i]!.value.sub(errors)];
        return openAndCheck(p, new Shares(plus, x[i]!.mac).concat(new Shares(minus, x[i]!.mac)));
      }),
    );
    assert.equal(codesOf(outcomes), Array(parties).fill('MAC_CHECK_FAILED'));
  });

  test(`${parties} parties: what is not 0 cannot be asserted to be 0, what is can, and neither is sent`, async () => {
    for (const [secret, expected] of [
      [0n, 'ok'],
      [1n, 'MAC_CHECK_FAILED'],
    ] as const) {
      const { deployment, engines } = await session(parties);
      const y = share(deployment, engines, [0n, secret, 0n, 0n, 0n, 0n, 0n]);
      const { outcomes, traffic } = await lockstep(engines.map((p, i) => claimZero(p, y[i]!)));
      assert.equal(codesOf(outcomes), Array(parties).fill(expected));
      assert.is(engines[0]!.openings.total, 0);
      assert.not.ok(traffic.messages.some(({ length }) => length === 8 * y[0]!.length));
    }
  });

  test(`${parties} parties: after a failed check the session is burnt, the key and other sessions are not`, async () => {
    const { deployment, engines, x } = await session(parties);
    const other = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
    const y = share(deployment, other, SECRETS, 5);
    const opened = await lockstep(other.map((p, i) => open(p, y[i]!)));
    const { outcomes } = await lockstep(
      engines.map((p, i) => openAndCheck(p, x[i]!)),
      lying(0, others),
    );
    assert.not.ok(codesOf(outcomes).includes('ok'));
    for (const attempt of [
      open,
      (p: Engine, s: Shares) => outputMasked(p, s, s),
      (p: Engine, s: Shares) => multiply(p, s, s),
    ]) {
      const again = await lockstep(engines.map((p, i): Protocol<unknown> => attempt(p, x[i]!)));
      assert.equal(codesOf(again.outcomes), Array(parties).fill('WRONG_STATE'));
      assert.is(again.traffic.messages.length, 0);
    }
    for (const p of engines) {
      assert.is(
        codeOf(() => assertZero(p, x[p.id]!)),
        'WRONG_STATE',
      );
      assert.is(
        codeOf(() => p.close()),
        'WRONG_STATE',
      );
    }
    // Another session that was under way at the time finishes.
    values((await lockstep(other.map((p) => checkOpenings(p)))).outcomes);
    assert.equal(values(opened.outcomes)[1]!.toBigInts(), SECRETS);
    for (const p of other) p.close();
  });
}

test('three parties: a corrupt one that tells the others different things is found out before anything depends on it', async () => {
  // Round by round: the openings; the coin's commitments; its openings; D; the commitments to z, its openings.
  const rounds = [
    ['an opening', 0, ['ECHO_MISMATCH']],
    ["a coin's commitment", 1, ['COMMITMENT_BROKEN', 'ECHO_MISMATCH']],
    ["a coin's opening", 2, ['COMMITMENT_BROKEN', 'ECHO_MISMATCH']],
    ['D', 3, ['ECHO_MISMATCH']],
    ['a commitment to z', 4, ['COMMITMENT_BROKEN', 'ECHO_MISMATCH']],
    ['z', 5, ['COMMITMENT_BROKEN']],
  ] as const;
  for (const [what, round, codes] of rounds) {
    for (const to of [1, 2]) {
      const { engines, x } = await session(3);
      const { outcomes } = await lockstep(
        engines.map((p, i) => openAndCheck(p, x[i]!)),
        lying(round, [to]),
      );
      const [, ...found] = codesOf(outcomes);
      assert.ok(
        found.some((code) => (codes as readonly string[]).includes(code)),
        `${what}: ${found.join()}`,
      );
      // Only an equivocated opening of z, the last message of all, lets one honest party finish: with the right values.
      outcomes.slice(1).forEach((outcome) => {
        if ('value' in outcome) assert.equal(outcome.value, SECRETS, what);
      });
      if (round < 4) assert.not.ok(found.includes('ok'), what);
    }
  }
});

test('three parties: the honest twin passes', async () => {
  const { engines, x } = await session(3);
  const { outcomes } = await lockstep(
    engines.map((p, i) => openAndCheck(p, x[i]!)),
    honest,
  );
  for (const opened of values(outcomes)) assert.equal(opened, SECRETS);
});

test.run();
