import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../src/errors.js';
import { Vector } from '../../src/math/vector.js';
import { partyBitsDemand, partyInputDemand } from '../../src/online/demand.js';
import type { Engine } from '../../src/online/engine.js';
import { multiply } from '../../src/online/multiply.js';
import { assertBits, partyBits, partyInput } from '../../src/online/party-input.js';
import { P } from '../../src/params.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, macsHold, reveal } from '../support/engines.js';
import { type Adversary, honest, lockstep, type Outcome, values } from '../support/lockstep.js';
import { expectCode, requireUniform } from '../support/tuple-checks.js';

const test = suite('party input');
const SECRETS = [0n, 1n, P - 1n, 123456789n, 1n << 60n];
const N = SECRETS.length;
const CHECKED: BatchSpec = [...partyBitsDemand(N), { kind: 'triple', n: N }, { kind: 'zeroTest', n: 2 }];

/** The owner's vector, null elsewhere. */
function owned(p: Engine, owner: number, secrets: readonly bigint[]): Vector | null {
  return p.id === owner ? Vector.fromBigInts(p.arena, secrets) : null;
}

const input = (owner: number) => (p: Engine) => partyInput(p, owner, owned(p, owner, SECRETS), N);

async function runAll<T>(
  deployment: Deployment,
  protocol: (p: Engine) => Protocol<T>,
  adversary: Adversary = honest,
): Promise<{ engines: Engine[]; outcomes: Outcome<T>[] }> {
  const engines = await deployment.session(CHECKED);
  const { outcomes } = await lockstep(engines.map(protocol), adversary);
  return { engines, outcomes };
}

function codeOf(outcome: Outcome<unknown> | undefined): string {
  if (outcome === undefined || !('error' in outcome)) return 'no error';
  return outcome.error instanceof SecurityAbort ? outcome.error.code : String(outcome.error);
}

for (const parties of [2, 3, 4]) {
  for (const owner of [0, parties - 1]) {
    test(`party ${owner} of ${parties} shares its values, and they multiply`, async () => {
      const deployment = await Deployment.create(parties);
      const engines = await deployment.session(CHECKED);
      const shares = values((await lockstep(engines.map(input(owner)))).outcomes);
      assert.equal(reveal(shares), SECRETS);
      assert.ok(macsHold(deployment, shares));
      const squares = values((await lockstep(engines.map((p, i) => multiply(p, shares[i]!, shares[i]!)))).outcomes);
      assert.equal(
        reveal(squares),
        SECRETS.map((s) => (s * s) % P),
      );
      values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
      for (const p of engines) p.close();
    });
  }
}

test('what is sent tells nothing: equal values give unrelated messages', async () => {
  const deployment = await Deployment.create(2);
  const n = 300;
  const engines = await deployment.session(partyInputDemand(n));
  const zeros = Array.from({ length: n }, () => 0n);
  const sent: bigint[] = [];
  await lockstep(
    engines.map((p) => partyInput(p, 1, owned(p, 1, zeros), n)),
    ({ from }, message) => {
      if (from === 1) sent.push(...new BigUint64Array(message.slice().buffer));
      return message;
    },
  );
  assert.is(sent.length, n);
  requireUniform(Vector.fromBigInts(engines[0]!.arena, sent));
});

for (const parties of [2, 3]) {
  test(`a wrong share or tag stops the owner before it says anything, ${parties} parties`, async () => {
    const deployment = await Deployment.create(parties);
    for (let place = 0; place < 2 * N; place++) {
      const lie: Adversary = ({ from, round }, message) => {
        if (from !== parties - 1 || round !== 0) return message;
        const words = new BigUint64Array(message.slice().buffer);
        words[place] = (words[place]! + 1n) % P;
        return new Uint8Array(words.buffer);
      };
      const { outcomes } = await runAll(deployment, input(0), lie);
      assert.is(codeOf(outcomes[0]), 'MASK_CHECK_FAILED', `word ${place}`);
      assert.ok(outcomes.slice(1).every((outcome) => codeOf(outcome) === 'PEER_ABORTED'));
    }
  });
}

test('a word that is no element is refused, from the owner and from the others', async () => {
  const deployment = await Deployment.create(3);
  for (const [from, receiver] of [
    [1, 0],
    [0, 2],
  ]) {
    const lie: Adversary = (edge, message) =>
      edge.from === from && edge.to === receiver ? message.slice().fill(255) : message;
    const { outcomes } = await runAll(deployment, input(0), lie);
    assert.is(codeOf(outcomes[receiver!]), 'NOT_CANONICAL_SHARE');
  }
});

test('three parties: an owner that tells two of them different things is found by the echo', async () => {
  const deployment = await Deployment.create(3);
  const lie: Adversary = ({ from, to, round }, message) => {
    if (from !== 0 || to !== 1 || round !== 1) return message;
    const words = new BigUint64Array(message.slice().buffer);
    words[0] = (words[0]! + 1n) % P;
    return new Uint8Array(words.buffer);
  };
  const { outcomes } = await runAll(
    deployment,
    function* (p): Protocol<void> {
      const x = yield* partyInput(p, 0, owned(p, 0, SECRETS), N);
      yield* multiply(p, x, x);
      yield* checkOpenings(p);
    },
    lie,
  );
  assert.is(codeOf(outcomes[1]), 'ECHO_MISMATCH');
  assert.is(codeOf(outcomes[2]), 'ECHO_MISMATCH');
});

const BITS = [0n, 1n, 1n, 0n, 1n];

test('bits are accepted', async () => {
  const deployment = await Deployment.create(3);
  const engines = await deployment.session(CHECKED);
  const shares = values(
    (await lockstep(engines.map((p) => partyBits(p, 1, owned(p, 1, BITS), N)))).outcomes,
  ) as Shares[];
  assert.equal(reveal(shares), BITS);
  values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
  for (const p of engines) p.close();
});

test('a party that inputs two, minus one or a half for a bit is caught by the check', async () => {
  const deployment = await Deployment.create(2);
  for (const wrong of [2n, P - 1n, (P + 1n) / 2n]) {
    const cheat = function* (p: Engine): Protocol<void> {
      // What partyBits does, without the owner's own look at its bits.
      const x = yield* partyInput(p, 1, owned(p, 1, BITS.with(2, wrong)), N);
      yield* assertBits(p, x);
      yield* checkOpenings(p);
    };
    const honestly = function* (p: Engine): Protocol<void> {
      yield* partyBits(p, 1, null, N);
      yield* checkOpenings(p);
    };
    const { outcomes } = await runAll(deployment, (p) => (p.id === 1 ? cheat(p) : honestly(p)));
    assert.is(codeOf(outcomes[0]), 'MAC_CHECK_FAILED');
  }
});

test('what cannot be is refused before anything is sent', async () => {
  const deployment = await Deployment.create(2);
  const [p] = await deployment.session(CHECKED);
  const vector = Vector.fromBigInts(p!.arena, SECRETS);
  expectCode(() => partyInput(p!, 2, null, N).next(), 'INVALID_ARGUMENT');
  expectCode(() => partyInput(p!, 0, null, N).next(), 'INVALID_ARGUMENT');
  expectCode(() => partyInput(p!, 1, vector, N).next(), 'INVALID_ARGUMENT');
  expectCode(() => partyInput(p!, 0, vector, N + 1).next(), 'LENGTH_MISMATCH');
  expectCode(() => partyBits(p!, 0, vector, N).next(), 'INVALID_ARGUMENT');
  expectCode(() => partyInput(p!, 1, null, N + 1).next(), 'TUPLES_EXHAUSTED');
});

test.run();
