// A party that deviates where the protocol has no message of its own to break: in what it encrypts, answers and
// authenticates. Party 1 cheats. Every case has its honest twin, and the honest party must end with the typed error and
// a burnt producer.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort, UsageError } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import type { Demand } from '../../../src/preprocessing/kinds.js';
import { LowGear } from '../../../src/preprocessing/lowgear/index.js';
import { ANSWER_BYTES, CIPHERTEXT_BYTES, PUBLIC_KEY_BYTES } from '../../../src/preprocessing/lowgear/sizes.js';
import { InlineRunner, type TaskName, type TaskRequest } from '../../../src/preprocessing/tasks.js';
import { type Adversary, honest, lockstep, type Outcome } from '../../support/lockstep.js';
import { CheatingRunner, flipped, type Tampering } from './cheating-runner.js';
import { partiesOf } from './parties.js';

const test = suite('lowgear: a cheating party');
const kernel = await Kernel.load();
let runs = 0;

const TRIPLES: Demand = { kind: 'triple', n: 100 };

interface Case {
  readonly demand?: Demand;
  readonly inSetup?: Tampering;
  readonly inProduction?: Tampering;
  readonly setupAdversary?: Adversary;
  readonly adversary?: Adversary;
}

/** Set-up and one production; what came of the production, or of the set-up if that failed. */
async function attempt(c: Case): Promise<{ outcomes: Outcome<unknown>[]; lowgear: LowGear | null }> {
  const cheat = new CheatingRunner(kernel);
  const runners = [new InlineRunner(kernel), cheat];
  cheat.tampering = c.inSetup ?? {};
  const name = `attempt ${runs++}`;
  const setups = partiesOf(kernel, 2, `${name}, set-up`).map((p, i) => {
    return LowGear.setup(p, { runner: runners[i] as InlineRunner, mode: 'unproven' });
  });
  const { outcomes } = await lockstep(setups, c.setupAdversary ?? honest);
  const [first, second] = outcomes.map((outcome) => ('value' in outcome ? outcome.value : null));
  if (!first || !second) return { outcomes, lowgear: first ?? null };
  cheat.tampering = c.inProduction ?? {};
  const spec = [c.demand ?? TRIPLES];
  const productions = partiesOf(kernel, 2, name).map((p, i) => [first, second][i]!.produce(p, spec));
  return { outcomes: (await lockstep(productions, c.adversary ?? honest)).outcomes, lowgear: first };
}

async function expectAbort(c: Case, code: string): Promise<void> {
  const { outcomes, lowgear } = await attempt(c);
  const outcome = outcomes[0]!;
  if (!('error' in outcome)) throw new assert.Assertion({ message: `the honest party must end with ${code}` } as never);
  if (!(outcome.error instanceof SecurityAbort)) throw outcome.error;
  assert.is(outcome.error.code, code);
  if (lowgear === null) return;
  assert.ok(lowgear.burnt, 'the producer is burnt');
  const [p] = partiesOf(kernel, 2, `after ${runs}`);
  assert.throws(
    () => lowgear.produce(p!, [TRIPLES]).next(),
    (error: Error) => error instanceof UsageError && error.code === 'WRONG_STATE',
  );
}

const changed = <K extends TaskName>(name: K, how: (request: TaskRequest<K>) => TaskRequest<K>): Tampering => ({
  request: (task, request) => ((task as string) === name ? (how(request as never) as never) : request),
});

const changedResult = (name: TaskName, how: (result: Uint8Array) => Uint8Array): Tampering => ({
  result: (task, result) => (task === name ? how(result) : result),
});

for (const demand of [
  TRIPLES,
  { kind: 'factorTriple', fanOut: 2, n: 100 },
  { kind: 'bit', n: 100 },
  { kind: 'inputMask', n: 100 },
  { kind: 'comparisonMask', k: 3, w: 2, n: 20 },
  { kind: 'comparisonMask', k: 62, w: 2, n: 20 },
  { kind: 'truncation', shift: 20, n: 20 },
] as const) {
  test(`the honest twin produces: ${demand.kind}`, async () => {
    const { outcomes, lowgear } = await attempt({ demand });
    assert.ok(outcomes.every((outcome) => 'value' in outcome));
    assert.is(lowgear?.burnt, false);
  });
}

test('another plaintext is encrypted than is authenticated', async () => {
  const inSetup = changed('makeRequests', (request) => ({ ...request, seed: flipped(request.seed, 0) }));
  await expectAbort({ inSetup }, 'MAC_CHECK_FAILED');
});

test('the same with squares', async () => {
  const inSetup = changed('makeRequests', (request) => ({ ...request, seed: flipped(request.seed, 0) }));
  await expectAbort({ inSetup, demand: { kind: 'bit', n: 50 } }, 'MAC_CHECK_FAILED');
});

for (const demand of [
  { kind: 'truncation', shift: 20, n: 20 },
  { kind: 'comparisonMask', k: 62, w: 1, n: 20 },
] as const) {
  test(`a wrong answer where a bit is made: ${demand.kind}`, async () => {
    const inProduction = changedResult('answerProducts', (result) => flipped(result, AT, 1));
    await expectAbort({ inProduction, demand }, 'MAC_CHECK_FAILED');
  });
}

for (const demand of [TRIPLES, { kind: 'random', n: 50 }, { kind: 'bit', n: 50 }] as const) {
  test(`a MAC key that differs from coefficient to coefficient: ${demand.kind}`, async () => {
    // The second request encrypts a random polynomial: it takes the place of Enc(alpha).
    const inSetup = changedResult('makeRequests', (message) => {
      const other = message.slice(PUBLIC_KEY_BYTES + CIPHERTEXT_BYTES, PUBLIC_KEY_BYTES + 2 * CIPHERTEXT_BYTES);
      const copy = message.slice();
      copy.set(other, PUBLIC_KEY_BYTES);
      return copy;
    });
    await expectAbort({ inSetup, demand }, 'MAC_CHECK_FAILED');
  });
}

// A triple's message is: product, MAC of b, MAC of a, MAC of a', sum. Bit 1 of the first coefficient of c0, after three
// values of c1.
const AT = ANSWER_BYTES / 2;
for (const [k, what] of ['the product', 'the MAC of b', 'the MAC of a', "the MAC of a'", "the sum of a' b"].entries()) {
  test(`a wrong answer for ${what}`, async () => {
    const inProduction = changedResult('answerProducts', (result) => flipped(result, k * ANSWER_BYTES + AT, 1));
    await expectAbort({ inProduction }, 'MAC_CHECK_FAILED');
  });
}

test('a wrong answer for the MAC of c', async () => {
  const inProduction = changedResult('openProducts', (result) => flipped(result, AT, 1));
  await expectAbort({ inProduction }, 'MAC_CHECK_FAILED');
});

for (const demand of [
  { kind: 'random', n: 50 },
  { kind: 'inputMask', n: 50 },
] as const) {
  test(`other values are authenticated than used: ${demand.kind}`, async () => {
    const inProduction = changed('answerMacs', (request) => ({ ...request, values: flipped(request.values, 8) }));
    await expectAbort({ inProduction, demand }, 'MAC_CHECK_FAILED');
  });
}

test('residues that are out of range', async () => {
  const setupAdversary: Adversary = ({ from, round }, message) => {
    if (from !== 1 || round !== 1) return message;
    return message.slice().fill(255, PUBLIC_KEY_BYTES + 8, PUBLIC_KEY_BYTES + 64);
  };
  await expectAbort({ setupAdversary }, 'CIPHERTEXT_REJECTED');
});

test('an answer whose residues are out of range', async () => {
  const inProduction = changedResult('answerProducts', (result) => result.slice().fill(255, 0, 56));
  await expectAbort({ inProduction }, 'CIPHERTEXT_REJECTED');
});

test('a public key that is not made of the agreed seed', async () => {
  const setupAdversary: Adversary = ({ from, round }, message) => {
    return from === 1 && round === 1 ? flipped(message, 0) : message;
  };
  await expectAbort({ setupAdversary }, 'WRONG_KEY');
});

test.run();
