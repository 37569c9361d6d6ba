import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError } from '../../src/errors.js';
import { maskShares, sliceMasks } from '../../src/io/input.js';
import { deliver, unmask } from '../../src/io/output.js';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { type Adversary, lockstep, values } from '../support/lockstep.js';
import { codeOf, kernel, type Setting, setting } from './support.js';

const test = suite('io/output');

const statement = { blocks: [{ name: 'x', width: 3 }], constraints: [] };

/** Delivers the parties' masks of inputs, as random secrets that the test knows, under the output masks. */
function delivery(s: Setting, adversary?: Adversary) {
  const { inputs, outputs } = s.layout;
  const protocols = s.parties.map((p, i) => {
    const part = ({ from, to }: { from: number; to: number }) => maskShares(sliceMasks(s.masks[i]!, from, to));
    return deliver(p, part(inputs), part(outputs));
  });
  return lockstep(protocols, adversary);
}

test('the client reads what the parties deliver', async () => {
  for (const parties of [2, 3]) {
    const s = setting({ statement, rows: 1, parties, outputs: 3 });
    const answers = values((await delivery(s)).outcomes);
    const { inputs, outputs } = s.layout;
    const y = unmask(s.arena, answers, s.client.values.slice(outputs.from, outputs.to));
    assert.ok(y.equals(s.client.values.slice(inputs.from, inputs.to)));
    for (const p of s.parties) p.openings.requireClean('the test');
  }
});

test('a party that opens a wrong share gets nothing delivered anywhere', async () => {
  for (const parties of [2, 3]) {
    const s = setting({ statement, rows: 1, parties, outputs: 3 });
    const shift: Adversary = ({ from, round }, message) =>
      from === 1 && round === 0 ? message.map((byte, k) => (k === 8 ? byte ^ 1 : byte)) : message;
    const { outcomes } = await delivery(s, shift);
    assert.ok(outcomes.every((o) => 'error' in o && o.error instanceof TesseraError));
  }
});

test('answers that differ, are cut or are no field elements are refused, and not quoted', () => {
  const arena = kernel.newArena();
  const secret = 1_234_567_890_123n;
  const r = Vector.fromBigInts(arena, [5n, 6n]);
  const right = Vector.fromBigInts(arena, [secret, secret]).toBytes();
  assert.equal(unmask(arena, [right, right], r).toBigInts(), [secret - 5n, secret - 6n]);
  const wrong = right.map((byte, k) => (k === 15 ? byte ^ 1 : byte));
  const huge = new Uint8Array(16).fill(255);
  for (const [answers, code] of [
    [[right, wrong], 'OUTPUT_MISMATCH'],
    [[wrong, right, right], 'OUTPUT_MISMATCH'],
    [[right, right.slice(0, 8)], 'OUTPUT_MISMATCH'],
    [[], 'OUTPUT_MISMATCH'],
    [[huge, huge], 'OUTPUT_MISMATCH'],
    [[right.slice(8), right.slice(8)], 'BAD_FRAME'],
  ] as const) {
    assert.is(
      codeOf(() => unmask(arena, answers, r)),
      code,
    );
    try {
      unmask(arena, answers, r);
    } catch (error) {
      for (const text of [String(secret), secret.toString(16), String(P)]) assert.not.match(String(error), text);
    }
  }
  arena.release();
});

test.run();
