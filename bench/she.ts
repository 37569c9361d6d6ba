// The steps of the homomorphic encryption on one thread, N = 16384, ten primes, microseconds. All are measured in
// short turns, several rounds of them; the median over the rounds is reported, so that a disturbance does not fall on
// one alone.
import { systemRandom } from '../src/crypto/index.js';
import { Kernel, RESIDUE_WORDS, type Span } from '../src/kernel/index.js';
import { prove, verify } from '../src/preprocessing/lowgear/proof.js';
import {
  Answer,
  answerInto,
  answerSumInto,
  Ciphertext,
  DEGREE,
  decryptInto,
  drawRandomnessInto,
  encryptInto,
  generatePublicKey,
  generateSecretKey,
  Multiplier,
  multiplierInto,
  multiplyAddInto,
  Operand,
  operandInto,
  PROOF,
  Product,
  Randomness,
  readAnswerInto,
  readCiphertextInto,
  Scheme,
  writeAnswer,
  writeCiphertext,
} from '../src/she/index.js';
import type { Measurement } from './main.js';

const ROUNDS = 9;
const TURN_MS = 15;

interface Step {
  readonly name: string;
  run(): void;
}

/** Medians of all steps in microseconds. */
export async function sheBench(): Promise<Measurement[]> {
  const kernel = await Kernel.load();
  const steps = [...ringSteps(kernel), ...schemeSteps(kernel), ...proofSteps(kernel)];
  const times = steps.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    steps.forEach((step, i) => {
      const time = microseconds(step);
      if (round >= 0) times[i]?.push(time); // the first round warms up
    });
  }
  return steps.map(({ name }, i) => {
    const sorted = (times[i] as number[]).sort((a, b) => a - b);
    return {
      name: `${name}, N = ${DEGREE}`,
      unit: 'us',
      value: Number((sorted[ROUNDS >> 1] as number).toPrecision(4)),
    };
  });
}

/** Mean time of one call over a turn. */
function microseconds({ run }: Step): number {
  const start = performance.now();
  let calls = 0;
  let now = start;
  do {
    run();
    calls++;
    now = performance.now();
  } while (now - start < TURN_MS);
  return (1000 * (now - start)) / calls;
}

function ringSteps(kernel: Kernel): Step[] {
  const scheme = new Scheme(kernel.newArena());
  const { ring, random, lift, slots, arena } = scheme;
  const seed = new Uint8Array(32);
  const kept = [scheme.allocKept(), scheme.allocKept()] as const;
  const [bits, mask] = scheme.work.words;
  const [one, full, words, small] = [
    arena.alloc(RESIDUE_WORDS),
    scheme.allocFull(),
    arena.alloc(DEGREE),
    scheme.work.small,
  ];
  kernel.expandInto(seed, 0, words);
  random.uniformInto(seed, 1, 9, one);
  return [
    { name: 'transform, one prime', run: () => ring.forward(one, 9) },
    { name: 'inverse transform, one prime', run: () => ring.inverse(one, 9) },
    { name: 'coefficients to slots', run: () => slots.fromCoefficients(words) },
    { name: 'slots to coefficients', run: () => slots.toCoefficients(words) },
    { name: 'lift to ten primes', run: () => lift.fieldInto(words, full) },
    { name: 'lift and ten transforms', run: () => multiplierInto(scheme, words, new Multiplier(full)) },
    { name: 'ternary sample', run: () => random.ternaryInto(seed, 0, small) },
    { name: 'binomial sample', run: () => random.binomialInto(seed, 0, small) },
    { name: 'uniform modulo one prime', run: () => random.uniformInto(seed, 0, 9, one) },
    { name: 'uniform modulo p', run: () => kernel.expandInto(seed, 0, words) },
    { name: 'divide by D, round and mask', run: () => scheme.rescale.maskedInto(full, bits, mask, kept[0]) },
    {
      name: 'divide by D, dropped primes only',
      run: () => scheme.rescale.tailInto(scheme.split(full)[1], bits, kept[0]),
    },
    { name: 'three primes to the field', run: () => scheme.recover.into(kept[0], kept[1], words) },
    { name: 'digest of one polynomial, 64 KiB', run: () => void scheme.digest.of(one) },
    { name: 'flooding randomness to ten primes', run: () => random.wideInto(seed, 0, full) },
  ];
}

function schemeSteps(kernel: Kernel): Step[] {
  const scheme = new Scheme(kernel.newArena());
  const { arena } = scheme;
  const secret = generateSecretKey(scheme, systemRandom);
  const key = generatePublicKey(scheme, secret, new Uint8Array(32), 0, systemRandom);
  const [m, share, z] = [arena.alloc(DEGREE), arena.alloc(DEGREE), arena.alloc(DEGREE)];
  kernel.expandInto(new Uint8Array(32), 0, m);
  const [r, c, c2] = [Randomness.alloc(scheme), Ciphertext.alloc(scheme), Ciphertext.alloc(scheme)];
  const [operand, a, sum] = [Operand.alloc(scheme, key), Multiplier.alloc(scheme), Product.alloc(scheme, key)];
  const [answer, answer2, flooded] = [Answer.alloc(scheme), Answer.alloc(scheme), Product.alloc(scheme, key)];
  const fresh = () => {
    drawRandomnessInto(scheme, systemRandom, r);
    encryptInto(scheme, key, m, r, c);
  };
  fresh();
  operandInto(scheme, c, operand);
  multiplierInto(scheme, m, a);
  answerInto(scheme, a, operand, systemRandom, answer, share);
  const [ciphertext, message] = [writeCiphertext(scheme, c), writeAnswer(scheme, answer)];
  return [
    { name: 'fresh encryption', run: fresh },
    { name: 'ciphertext to operand', run: () => operandInto(scheme, c, operand) },
    { name: 'accumulate a c', run: () => multiplyAddInto(scheme, a, operand, new Product(key, sum.c0, sum.c1)) },
    { name: 'answer to one product', run: () => answerInto(scheme, a, operand, systemRandom, answer, share) },
    {
      name: 'answer to a sum, and clearing it',
      run: () => {
        answerSumInto(scheme, flooded, systemRandom, answer, share);
        flooded.clear(scheme);
      },
    },
    { name: 'decrypt an answer', run: () => decryptInto(scheme, secret, answer, z) },
    { name: 'write a ciphertext, 70 B per slot', run: () => void writeCiphertext(scheme, c) },
    { name: 'read a ciphertext', run: () => readCiphertextInto(scheme, ciphertext, c2) },
    { name: 'write an answer, 21 B per slot', run: () => void writeAnswer(scheme, answer) },
    { name: 'read an answer', run: () => readAnswerInto(scheme, message, answer2) },
  ];
}

/** Per proof, which is about 18 ciphertexts. */
function proofSteps(kernel: Kernel): Step[] {
  const scheme = new Scheme(kernel.newArena());
  const { arena } = scheme;
  const key = generatePublicKey(scheme, generateSecretKey(scheme, systemRandom), new Uint8Array(32), 0, systemRandom);
  const [messages, randomness, statements] = [[], [], []] as [Span[], Randomness[], Ciphertext[]];
  for (let i = 0; i < PROOF.statements; i++) {
    const [m, r, c] = [arena.alloc(DEGREE), Randomness.alloc(scheme), Ciphertext.alloc(scheme)];
    kernel.expandInto(new Uint8Array(32), i, m);
    drawRandomnessInto(scheme, systemRandom, r);
    encryptInto(scheme, key, m, r, c);
    messages.push(m);
    randomness.push(r);
    statements.push(c);
  }
  const subject = new Uint8Array(32);
  const witness = { messages, randomness };
  const proof = prove(scheme, key, subject, statements, witness, systemRandom);
  return [
    {
      name: `proof about ${PROOF.statements} ciphertexts, restarts included`,
      run: () => void prove(scheme, key, subject, statements, witness, systemRandom),
    },
    { name: 'its verification', run: () => void verify(scheme, key, subject, statements, proof) },
  ];
}
