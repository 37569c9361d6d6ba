// A corrupt party at each step of making matrix tuples: the honest ones abort with the right code, and before
// anything that depends on R is checked or sent on.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../../../src/errors.js';
import { ELEMENT_BYTES, P } from '../../../../src/params.js';
import type { MatvecAnswerRequest } from '../../../../src/preprocessing/lowgear/matvec/answer-tasks.js';
import type { MaskMatrix } from '../../../../src/preprocessing/lowgear/matvec/matrix.js';
import { makeMatrixTuples } from '../../../../src/preprocessing/lowgear/matvec/matvec.js';
import { CIPHERTEXT_BYTES, PUBLIC_KEY_BYTES, REQUESTS_PER_PROOF } from '../../../../src/preprocessing/lowgear/sizes.js';
import { ensureZeroTests } from '../../../../src/preprocessing/lowgear/zero-tests.js';
import type { TaskName, TaskRequest } from '../../../../src/preprocessing/tasks.js';
import { DEGREE } from '../../../../src/she/index.js';
import { type Adversary, type Outcome, values } from '../../../support/lockstep.js';
import { CorruptibleParties, type Deviation } from './corrupt-runner.js';
import { makeMatrix } from './support.js';

const SHAPE = { rows: 11, columns: 5 };

/** c and c' together. */
const C_BYTES = 2 * SHAPE.columns * ELEMENT_BYTES;

interface Seen {
  /** How often the honest party multiplied its MAC shares of R. */
  macProducts: number;
}

/** A set-up and a matrix at all parties. */
class Scene {
  private constructor(
    private readonly parties: CorruptibleParties,
    private readonly matrices: readonly MaskMatrix[],
  ) {}

  static async create(count: number, deviation?: Deviation): Promise<Scene> {
    const parties = await CorruptibleParties.create(count, deviation);
    const { outcomes } = await parties.run(function* (p) {
      yield* ensureZeroTests(p, 100);
      return yield* makeMatrix(p, SHAPE);
    });
    return new Scene(parties, values(outcomes));
  }

  /** Makes a tuple, the last party deviating. */
  async run(deviation?: Deviation, adversary?: Adversary) {
    const seen: Seen = { macProducts: 0 };
    const watched = this.matrices.map((matrix, i) => ({
      ...matrix,
      pieces: matrix.pieces.map((piece, k) => ({
        ...piece,
        get mac() {
          if (i === 0 && k === 0) seen.macProducts++;
          return piece.mac;
        },
      })),
    }));
    const made = await this.parties.run(
      (p) => makeMatrixTuples(p, watched[p.id] as MaskMatrix, 'columns', 1),
      deviation,
      adversary,
    );
    return { code: codeOf(made.outcomes[0]), answered: made.tasks.includes('answerMatvec'), ...seen };
  }

  release(): void {
    this.parties.release();
  }
}

/** The code with which a party gave up; undefined if it did not. */
function codeOf(outcome: Outcome<unknown> | undefined): string | undefined {
  if (outcome === undefined || 'value' in outcome) return undefined;
  if (outcome.error instanceof SecurityAbort) return outcome.error.code;
  throw outcome.error;
}

/** Adds to word number `index` of some bytes. */
function addTo(bytes: Uint8Array, index: number, by: bigint): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const at = ELEMENT_BYTES * index;
  view.setBigUint64(at, (view.getBigUint64(at, true) + by) % P, true);
  return copy;
}

const only = <K extends TaskName>(name: K, change: (request: TaskRequest<K>) => TaskRequest<K>): Deviation => ({
  request: (task, request) => ((task as TaskName) === name ? (change(request as never) as never) : request),
});

const spoiling = (name: TaskName, change: (result: Uint8Array, request: never) => Uint8Array): Deviation => ({
  result: (task, request, result) => (task === name ? change(result, request as never) : result),
});

/** It holds another b than it encrypted. */
const otherVector = spoiling('openBinding', (result) => addTo(result, 0, 1n));

/** It encrypts something behind the block. */
const outsideBlock = only('makeRequests', (request) => ({ ...request, used: (request.used ?? DEGREE) + 1 }));

const otherMatrix = only('answerMatvec', (request: MatvecAnswerRequest) => ({
  ...request,
  matrix: request.matrix.map((rows, k) => (k === 0 ? addTo(rows, 7, 1n) : rows)),
}));

/** Its answers encrypt something else: residues of the first c0 become 0. */
const otherAnswer = spoiling('answerMatvec', (result) => result.slice().fill(0, 3 * 57_344, 3 * 57_344 + 56));

const malformedAnswer = spoiling('answerMatvec', (result) => result.slice().fill(255, 3 * 57_344, 3 * 57_344 + 56));

/** It authenticates another share of c. */
const otherProduct = only('answerMacs', (request) =>
  request.values.length === C_BYTES ? { ...request, values: addTo(request.values, 2, 1n) } : request,
);

/** The first two of the ciphertexts from byte `from` on change places. */
function swapped(message: Uint8Array, from: number): Uint8Array {
  const copy = message.slice();
  const middle = from + CIPHERTEXT_BYTES;
  copy.set(message.subarray(middle, middle + CIPHERTEXT_BYTES), from);
  copy.set(message.subarray(from, middle), middle);
  return copy;
}

/** Enc(alpha) is not a constant: another request of the set-up takes its place. */
const swappedKey = spoiling('makeRequests', (result) => swapped(result, PUBLIC_KEY_BYTES));

/** How far the honest party may get: did it answer with R, did it multiply the MACs of R? */
type Reached = 'nothing of R' | 'masked answers' | 'the last check';

const ATTACKS: readonly { name: string; deviation: Deviation; code: string; reached: Reached }[] = [
  {
    name: 'a coefficient outside the block is not zero',
    deviation: outsideBlock,
    code: 'MAC_CHECK_FAILED',
    reached: 'nothing of R',
  },
  { name: 'b is not what was encrypted', deviation: otherVector, code: 'MAC_CHECK_FAILED', reached: 'masked answers' },
  {
    name: 'the answers are made of another matrix',
    deviation: otherMatrix,
    code: 'MAC_CHECK_FAILED',
    reached: 'the last check',
  },
  {
    name: 'an answer encrypts something else',
    deviation: otherAnswer,
    code: 'MAC_CHECK_FAILED',
    reached: 'the last check',
  },
  {
    name: 'an answer is malformed',
    deviation: malformedAnswer,
    code: 'CIPHERTEXT_REJECTED',
    reached: 'masked answers',
  },
  { name: 'another c is authenticated', deviation: otherProduct, code: 'MAC_CHECK_FAILED', reached: 'the last check' },
];

const COUNTS: readonly { count: number; attacks: typeof ATTACKS }[] = [
  { count: 2, attacks: ATTACKS },
  { count: 3, attacks: ATTACKS.slice(0, 2) },
];

for (const { count, attacks } of COUNTS) {
  const test = suite(`lowgear: attacks on matrix tuples, ${count} parties`);
  let scene: Scene;

  test.before(async () => {
    scene = await Scene.create(count);
  });
  test.after(() => scene.release());

  for (const { name, deviation, code, reached } of attacks) {
    test(`${name}: ${code}, having shown ${reached}`, async () => {
      const seen = await scene.run(deviation);
      assert.is(seen.code, code);
      assert.is(seen.answered, reached !== 'nothing of R');
      assert.is(seen.macProducts, reached === 'the last check' ? 1 : 0);
    });
  }

  test('the honest twin succeeds', async () => {
    assert.equal(await scene.run(), { code: undefined, answered: true, macProducts: 1 });
  });

  test.run();
}

const echo = suite('lowgear: attacks on matrix tuples, equivocation');

echo('different requests for two parties: ECHO_MISMATCH, before anything is multiplied with R', async () => {
  const scene = await Scene.create(3);
  const adversary: Adversary = ({ from, to }, message) =>
    from === 2 && to === 0 && message.length === REQUESTS_PER_PROOF * CIPHERTEXT_BYTES ? swapped(message, 0) : message;
  assert.equal(await scene.run(undefined, adversary), { code: 'ECHO_MISMATCH', answered: false, macProducts: 0 });
  scene.release();
});

echo.run();

const keys = suite('lowgear: attacks on matrix tuples, the MAC key');

keys('Enc(alpha) is no constant: found before anything is multiplied with R', async () => {
  const scene = await Scene.create(2, swappedKey);
  assert.equal(await scene.run(), { code: 'MAC_CHECK_FAILED', answered: false, macProducts: 0 });
  scene.release();
});

keys.run();
