// Proofs of plaintext knowledge: honest ones are accepted; changed ones, ones for something else, and ones about too
// much noise are not.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemRandom } from '../../../src/crypto/index.js';
import { PROOF_BYTES, prove, verify } from '../../../src/preprocessing/lowgear/proof.js';
import { challengeOf, contextOf, expandChallenge } from '../../../src/preprocessing/lowgear/transcript.js';
import { restartProbability } from '../../../src/she/bounds.js';
import {
  addWitnessesInto,
  CHALLENGES,
  Ciphertext,
  commitInto,
  DEGREE,
  drawMaskInto,
  drawRandomnessInto,
  encryptInto,
  generatePublicKey,
  isAcceptable,
  OPENING_BYTES,
  Opening,
  PROOF,
  Randomness,
  readCiphertextInto,
  writeCiphertext,
} from '../../../src/she/index.js';
import { lanes } from '../../kernel/ring-oracle.js';
import { throwsUsage } from '../../kernel/throws.js';
import { bench } from '../../she/support.js';

const test = suite('lowgear: proofs of plaintext knowledge');
const { scheme, random, secret, key } = await bench(7);
const { kernel, arena } = scheme;
const subject = new Uint8Array(32).fill(1);

const messages = Array.from({ length: PROOF.statements }, (_, i) => {
  const m = arena.alloc(DEGREE);
  kernel.expandInto(new Uint8Array(32), i, m);
  return m;
});
const randomness = messages.map(() => {
  const r = Randomness.alloc(scheme);
  drawRandomnessInto(scheme, random, r);
  return r;
});
const statements = messages.map((m, i) => {
  const c = Ciphertext.alloc(scheme);
  encryptInto(scheme, key, m, randomness[i]!, c);
  return c;
});
const witness = { messages, randomness };
const proof = prove(scheme, key, subject, statements, witness, random);

const accepted = (bytes: Uint8Array) => verify(scheme, key, subject, statements, bytes);

test('an honest proof is accepted, again and again, and has its stated length', () => {
  assert.is(proof.length, PROOF_BYTES);
  assert.ok(accepted(proof));
  assert.ok(accepted(proof));
});

test('two proofs of one statement differ, and both hold', () => {
  const second = prove(scheme, key, subject, statements, witness, random);
  assert.ok(accepted(second));
  assert.not.equal(second.subarray(0, 32), proof.subarray(0, 32));
});

test('a proof does not hold for another subject, key, or statement, nor in another order', () => {
  assert.not.ok(verify(scheme, key, subject.with(31, 2), statements, proof));
  const other = generatePublicKey(scheme, secret, new Uint8Array(32), 1, random);
  assert.not.ok(verify(scheme, other, subject, statements, proof));
  assert.not.ok(verify(scheme, { ...key, index: 1 }, subject, statements, proof));
  const swapped = statements.with(0, statements[1]!).with(1, statements[0]!);
  assert.not.ok(verify(scheme, key, subject, swapped, proof));
  const changed = Ciphertext.alloc(scheme);
  const bytes = writeCiphertext(scheme, statements[3]!);
  bytes[0]! ^= 1;
  readCiphertextInto(scheme, bytes, changed);
  assert.not.ok(verify(scheme, key, subject, statements.with(3, changed), proof));
});

test('the hash covers subject, every part of the key, and both components of every statement', () => {
  const other = scheme.allocFull();
  scheme.random.uniformInto(new Uint8Array(32), 0, 9, other.slice(scheme.words(9), scheme.words(10)));
  const contexts = [
    contextOf(scheme, key, subject, statements),
    contextOf(scheme, key, new Uint8Array(32), statements),
    contextOf(scheme, { ...key, seed: new Uint8Array(32) }, subject, statements),
    contextOf(scheme, { ...key, index: 1 }, subject, statements),
    contextOf(scheme, { ...key, a: other }, subject, statements),
    contextOf(scheme, { ...key, b: other }, subject, statements),
    ...[0, 8, PROOF.statements - 1]
      .map((i) => [i, statements[i]!] as const)
      .flatMap(([i, c]) => [
        contextOf(scheme, key, subject, statements.with(i, new Ciphertext(other, c.c1))),
        contextOf(scheme, key, subject, statements.with(i, new Ciphertext(c.c0, other))),
      ]),
  ];
  assert.is(new Set(contexts.map((bytes) => bytes.join())).size, 12);
  const [x, y] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
  const challenges = [challengeOf(kernel, x, [x, y]), challengeOf(kernel, y, [x, y]), challengeOf(kernel, x, [y, x])];
  assert.is(new Set(challenges.map((bytes) => bytes.join())).size, 3);
});

test('every changed byte of the challenge and one of every part of every response is noticed', () => {
  for (const at of [0, 15, 31]) assert.not.ok(accepted(proof.with(at, proof[at]! ^ 1)));
  const planes = OPENING_BYTES / (4 * DEGREE);
  for (let plane = 0; plane < planes; plane++) {
    const response = plane % PROOF.auxiliary;
    const at = 32 + response * OPENING_BYTES + 4 * (plane * DEGREE + 1234);
    assert.not.ok(accepted(proof.with(at, proof[at]! ^ 1)), `plane ${plane}`);
  }
});

test('proofs of another length are refused', () => {
  for (const bytes of [proof.subarray(1), new Uint8Array(PROOF_BYTES + 1), new Uint8Array(0)]) {
    assert.not.ok(accepted(bytes));
  }
});

test('a proof of zeros is refused', () => {
  assert.not.ok(accepted(new Uint8Array(PROOF_BYTES)));
});

/** A prover that sends what it has, in range or not, about any witness. */
function forge(ciphertexts: readonly Ciphertext[], parts: typeof witness): { bytes: Uint8Array; inRange: boolean } {
  return arena.scope(() => {
    const context = contextOf(scheme, key, subject, ciphertexts);
    const commitment = Ciphertext.alloc(scheme);
    const seed = random(32);
    const openings = Array.from({ length: PROOF.auxiliary }, () => Opening.alloc(scheme));
    const digests = openings.flatMap((y, j) => {
      drawMaskInto(scheme, seed, j, y);
      commitInto(scheme, key, y, commitment);
      return [scheme.digest.of(commitment.c0), scheme.digest.of(commitment.c1)];
    });
    const challenge = challengeOf(kernel, context, digests);
    const rows = expandChallenge(kernel, challenge);
    openings.forEach((z, j) => {
      addWitnessesInto(scheme, rows[j]!, parts.messages, parts.randomness, z);
    });
    const bytes = new Uint8Array(PROOF_BYTES);
    bytes.set(challenge);
    openings.forEach((z, j) => {
      bytes.set(kernel.view(z.planes), 32 + j * OPENING_BYTES);
    });
    return { bytes, inRange: openings.every((z) => isAcceptable(scheme, z)) };
  });
}

test('the forging prover of these tests passes with an honest witness', () => {
  let attempt = forge(statements, witness);
  while (!attempt.inRange) attempt = forge(statements, witness);
  assert.ok(accepted(attempt.bytes));
});

test('a response out of range is refused, though its equation holds', () => {
  let attempt = forge(statements, witness);
  while (attempt.inRange) attempt = forge(statements, witness);
  assert.not.ok(accepted(attempt.bytes));
});

test('ciphertexts with far too much noise cannot be proven', () => {
  for (const part of ['v', 'e0', 'e1'] as const) {
    const loud = Randomness.alloc(scheme);
    for (const name of ['v', 'e0', 'e1'] as const) kernel.copyInto(randomness[0]![name], loud[name]);
    const size = part === 'v' ? 2 ** 22 : 2 ** 26; // of 2^27 and 2^31 that a response may have
    lanes(arena, loud[part]).forEach((lane, k, all) => {
      all[k] = lane + (k % 2 === 0 ? size : -size);
    });
    const c = Ciphertext.alloc(scheme);
    encryptInto(scheme, key, messages[0]!, loud, c);
    const parts = { messages, randomness: randomness.with(0, loud) };
    const { bytes, inRange } = forge(statements.with(0, c), parts);
    // Responses about errors have just 32 bits: what leaves them wraps, and then the equation does not hold.
    if (part === 'v') assert.not.ok(inRange);
    assert.not.ok(verify(scheme, key, subject, statements.with(0, c), bytes), part);
  }
});

test('knowing seventeen of eighteen witnesses is not enough', () => {
  const { bytes } = forge(statements, { messages: messages.with(5, messages[6]!), randomness });
  assert.not.ok(accepted(bytes));
});

test('challenges are uniform over the 2N powers and 0', () => {
  assert.is(CHALLENGES, 2 * DEGREE + 1);
  const all = Array.from({ length: 200 }, (_, i) => expandChallenge(kernel, new Uint8Array(32).fill(i))).flat(2);
  assert.is(all.length, 200 * PROOF.auxiliary * PROOF.statements);
  const counts = new Array<number>(33).fill(0);
  for (const exponent of all) {
    assert.ok(Number.isInteger(exponent) && exponent >= 0 && exponent < CHALLENGES);
    counts[Math.floor((33 * exponent) / CHALLENGES)]!++;
  }
  const expected = all.length / 33;
  const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 32 + 4 * Math.sqrt(64), `chi-square ${chiSquare} of 32 degrees`);
});

test('an honest prover starts again about one time in eleven', () => {
  const attempts = 80;
  const restarts = arena.scope(() => {
    const openings = Array.from({ length: PROOF.auxiliary }, () => Opening.alloc(scheme));
    let refused = 0;
    for (let i = 0; i < attempts; i++) {
      const rows = expandChallenge(kernel, systemRandom(32));
      const seed = systemRandom(32);
      const fits = openings.map((z, j) => {
        drawMaskInto(scheme, seed, j, z);
        addWitnessesInto(scheme, rows[j]!, messages, randomness, z);
        return isAcceptable(scheme, z);
      });
      if (!fits.every(Boolean)) refused++;
    }
    return refused;
  });
  const mean = attempts * restartProbability();
  assert.ok(Math.abs(restarts - mean) < 5 * Math.sqrt(mean), `${restarts} of ${attempts}, expected ${mean}`);
});

test('statements and witnesses must be as many as a proof is about', () => {
  throwsUsage(() => verify(scheme, key, subject, statements.slice(1), proof), 'LENGTH_MISMATCH');
  const short = { messages: messages.slice(1), randomness };
  throwsUsage(() => prove(scheme, key, subject, statements, short, random), 'LENGTH_MISMATCH');
  throwsUsage(() => verify(scheme, key, subject.subarray(1), statements, proof), 'INVALID_ARGUMENT');
});

test.run();
