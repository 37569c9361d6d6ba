// Several checks in flight under one key (docs/security-arguments.md, "Zero test"). A party opens a known error in session A, sees
// everything the honest party says there, and tries to get an error past session B with what it learned.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inverse } from '../../src/math/field.js';
import type { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { codesOf } from './codes.js';
import { cheat, type Seen } from './corrupt.js';

const test = suite('several checks under one key');

const CORRUPT = 0;
const HONEST = 1;
const ERROR = 12345n;

function* openAndCheck(p: Engine, x: Shares): Protocol<Vector> {
  const opened = yield* open(p, x);
  yield* checkOpenings(p);
  return opened;
}

/** One session in which party 0 cheats; what the honest party ends with, and what the cheater saw. */
async function cheatingSession(deployment: Deployment, secret: bigint, forged: (chi: Vector) => Vector) {
  const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
  const x = share(deployment, engines, [secret]);
  const protocols: Protocol<Vector | Seen>[] = [
    cheat(engines[CORRUPT]!, x[CORRUPT]!, ERROR, forged),
    openAndCheck(engines[HONEST]!, x[HONEST]!),
  ];
  const { outcomes } = await lockstep(protocols);
  const [cheater, honest] = outcomes;
  if (cheater === undefined || honest === undefined || 'error' in cheater) throw new Error('the cheater does not stop');
  return { seen: cheater.value as Seen, honest, shares: x, engines };
}

const nothing = (chi: Vector) => chi.scale(0n);

/** The key as read off the sum of all sigma_i, which is -alpha chi error. */
function keyFrom(sigma: Vector, chi: Vector): Vector {
  const [factor = 0n] = chi.scale(-ERROR).toBigInts();
  return sigma.scale(inverse(factor));
}

/** What cancels the error when `key` is alpha. */
const forgery = (key: Vector) => (chi: Vector) => chi.scale(ERROR).mul(key);

test('a classic check, which opens sigma, hands over the key, and with it the next session', async () => {
  const deployment = await Deployment.create(2, 11);
  const first = await cheatingSession(deployment, 777n, nothing);
  assert.equal(codesOf([first.honest]), ['MAC_CHECK_FAILED']);
  // What the honest party would have opened in a classic check.
  const { seen, shares, engines } = first;
  const honestShares = shares[HONEST]!;
  const opened = seen.chi.scale(0n).plus(777n + ERROR);
  const macKey = engines[HONEST]!.macKey;
  const sigma = seen.chi.mul(honestShares.mac).sub(seen.chi.mul(opened).mul(macKey));
  const key = keyFrom(sigma.add(seen.sigma), seen.chi);
  assert.equal(key.toBigInts(), deployment.macKeys.reduce((sum, part) => sum.add(part)).toBigInts());
  // With the key an error passes even the zero test: nothing protects a session once alpha is known.
  const second = await cheatingSession(deployment, 5n, forgery(key));
  assert.ok('value' in second.honest, 'the forgery passes');
  assert.equal((second.honest.value as Vector).toBigInts(), [5n + ERROR]);
});

test('the zero test shows nothing that helps: whatever is taken for sigma, the forgery fails and the key survives', async () => {
  const deployment = await Deployment.create(2, 12);
  const { seen, honest } = await cheatingSession(deployment, 777n, nothing);
  assert.equal(codesOf([honest]), ['MAC_CHECK_FAILED']);
  const guesses = [seen.D, seen.z, seen.D.add(seen.sigma), seen.z.sub(seen.sigma)];
  for (const guess of guesses) {
    const next = await cheatingSession(deployment, 5n, forgery(keyFrom(guess, seen.chi)));
    assert.equal(codesOf([next.honest]), ['MAC_CHECK_FAILED']);
  }
  const engines = await deployment.session([{ kind: 'zeroTest', n: 1 }]);
  const x = share(deployment, engines, [42n]);
  const opened = values((await lockstep(engines.map((p, i) => openAndCheck(p, x[i]!)))).outcomes);
  assert.equal(opened[HONEST]!.toBigInts(), [42n], 'a third session under the same key');
  for (const p of engines) p.close();
});

test('what the honest party says in a failed check looks the same for every key: the cheater sees fresh numbers each time', async () => {
  const seen: bigint[] = [];
  for (let seed = 20; seed < 24; seed++) {
    const { seen: s } = await cheatingSession(await Deployment.create(2, seed), 777n, nothing);
    seen.push(...s.D.toBigInts(), ...s.z.toBigInts());
  }
  assert.is(new Set(seen).size, seen.length);
});

test.run();
