import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import { PROOF_BYTES } from '../../../src/preprocessing/lowgear/proof.js';
import {
  ANSWER_BYTES,
  CIPHERTEXT_BYTES,
  macAnswerBytes,
  PUBLIC_KEY_BYTES,
} from '../../../src/preprocessing/lowgear/sizes.js';
import { answerBytes, ciphertextBytes, publicKeyBytes, Scheme } from '../../../src/she/index.js';
import type { Adversary } from '../../support/lockstep.js';
import { flipped } from './cheating-runner.js';
import { TestParties } from './parties.js';

const test = suite('lowgear: requests');
let firstBatch: Uint8Array | null = null;
const parties = await TestParties.create(2, 'proven', ({ from, round }, message) => {
  if (from === 1 && round === 1) firstBatch = message.slice();
  return message;
});

async function codeUnder(adversary: Adversary): Promise<string> {
  const [outcome] = await parties.fork().outcomes((p) => p.workshop.requests.take(p, 2), adversary);
  assert.ok(outcome !== undefined && 'error' in outcome);
  assert.instance(outcome.error, SecurityAbort);
  return (outcome.error as SecurityAbort).code;
}

test('lengths are those of the encoders', async () => {
  const scheme = new Scheme((await Kernel.load()).newArena());
  assert.is(PUBLIC_KEY_BYTES, publicKeyBytes(scheme));
  assert.is(CIPHERTEXT_BYTES, ciphertextBytes(scheme));
  assert.is(ANSWER_BYTES, answerBytes(scheme));
  assert.is(macAnswerBytes(16_384 + 33), answerBytes(scheme) + answerBytes(scheme, { first: 0, stride: 1, count: 33 }));
});

test('proven requests are accepted, and each is handed out once', async () => {
  const taken = await parties.run(function* (p) {
    const first = yield* p.workshop.requests.take(p, 10);
    const second = yield* p.workshop.requests.take(p, 20);
    return [...first.own, ...second.own];
  });
  for (const own of taken) assert.is(new Set(own.map(({ seed, index }) => `${seed.join()}/${index}`)).size, 30);
});

test('a ciphertext that was not proven', async () => {
  const code = await codeUnder(({ from }, message) => (from === 1 ? flipped(message, 14) : message));
  assert.is(code, 'PLAINTEXT_PROOF_REJECTED');
});

test('a damaged proof', async () => {
  const code = await codeUnder(({ from }, message) => {
    return from === 1 ? flipped(message, message.length - PROOF_BYTES / 2) : message;
  });
  assert.is(code, 'PLAINTEXT_PROOF_REJECTED');
});

test('a batch of before with its own proof', async () => {
  const code = await codeUnder(({ from }, message) => {
    return from === 1 ? (firstBatch as Uint8Array).slice(PUBLIC_KEY_BYTES) : message;
  });
  assert.is(code, 'PLAINTEXT_PROOF_REJECTED');
});

test('three parties are sent the same requests, or nobody answers them', async () => {
  const three = await TestParties.create(3);
  const outcomes = await three.outcomes(
    (p) => p.workshop.requests.take(p, 20),
    // One bit of the first ciphertext, towards one party only.
    ({ from, to }, message) => (from === 2 && to === 1 && message.length > 1000 ? flipped(message, 14) : message),
  );
  for (const outcome of outcomes.slice(0, 2)) {
    assert.ok('error' in outcome && outcome.error instanceof SecurityAbort);
    assert.is(outcome.error.code, 'ECHO_MISMATCH');
  }
});

test.run();
