import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  combineMasks,
  cut,
  join,
  readConfirmation,
  readInput,
  readQuery,
  requireAnswers,
  writeMasks,
} from '../../src/io/messages.js';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { codeOf, engines, kernel } from './support.js';

const test = suite('io/messages');

test('what is joined can be cut', () => {
  const parts = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)];
  assert.equal(cut(join(...parts), [2, 0, 1]), parts);
  for (const lengths of [[2, 0], [2, 0, 2], []])
    assert.is(
      codeOf(() => cut(join(...parts), lengths)),
      'LENGTH_MISMATCH',
    );
});

test("bodies of the wrong length are the client's fault", () => {
  const input = readInput(new Uint8Array(32 + 16).fill(1), 2);
  assert.is(input.seed.length, 32);
  assert.is(input.masked.length, 16);
  const { confirmation, proof } = readConfirmation(new Uint8Array(96 + 8), 1);
  assert.equal(
    [confirmation.seed, confirmation.sum, confirmation.input, proof].map((b) => b.length),
    [32, 32, 32, 8],
  );
  const query = readQuery(new Uint8Array(24), 2, 1);
  assert.equal([query.masked.length, query.proof.length], [16, 8]);
  for (const read of [
    () => readInput(new Uint8Array(32 + 15), 2),
    () => readConfirmation(new Uint8Array(96), 1),
    () => readConfirmation(new Uint8Array(96 + 16), 1),
    () => readQuery(new Uint8Array(0), 2, 1),
  ]) {
    assert.is(codeOf(read), 'LENGTH_MISMATCH');
  }
});

test("the client ends up with masks, and tags that fit every party's key", () => {
  for (const parties of [2, 3, 4]) {
    const n = 7;
    const all = engines(parties);
    const masks = all.map((p) => p.tuples.takeInputMasks(n));
    const arena = kernel.newArena();
    const client = combineMasks(
      arena,
      masks.map((own) => writeMasks(kernel, own)),
      n,
    );
    const r = masks.map(({ value }) => value).reduce((sum, value) => sum.add(value));
    assert.ok(client.values.equals(r));
    all.forEach((p, i) => {
      // T_i = key_i + alpha_i r
      assert.ok(client.tags[i]!.equals(masks[i]!.key.add(r.scale(p.macKey.span))));
    });
    arena.release();
  }
});

test('long share vectors are added up in pieces', () => {
  const arena = kernel.newArena();
  const n = 70_000;
  const body = Vector.expand(arena, new Uint8Array(32), 0, 2 * n);
  const other = Vector.expand(arena, new Uint8Array(32), 1, 2 * n);
  const { values, tags } = combineMasks(arena, [body.toBytes(), other.toBytes()], n);
  assert.ok(values.equals(body.slice(0, n).add(other.slice(0, n))));
  assert.ok(tags[0]!.equals(other.slice(n, 2 * n)));
  assert.ok(tags[1]!.equals(body.slice(n, 2 * n)));
  arena.release();
});

test('a share that is no field element names the party that sent it, not the share', () => {
  const arena = kernel.newArena();
  const good = new Uint8Array(4 * 8);
  for (let position = 0; position < 4; position++) {
    for (const word of [P, P + 0x1234567n, 2n ** 64n - 1n]) {
      const bad = good.slice();
      new DataView(bad.buffer).setBigUint64(8 * position, word, true);
      try {
        combineMasks(arena, [good, bad], 2);
        assert.unreachable();
      } catch (error) {
        assert.is((error as { code: string }).code, 'NOT_CANONICAL_SHARE');
        assert.is((error as { party: number }).party, 1);
        assert.not.match(String(error), String(word));
      }
    }
  }
  arena.release();
});

test('an answer of another length is a broken answer', () => {
  const arena = kernel.newArena();
  assert.is(
    codeOf(() => combineMasks(arena, [new Uint8Array(32), new Uint8Array(24)], 2)),
    'BAD_FRAME',
  );
  requireAnswers([new Uint8Array(8)], 8);
  assert.is(
    codeOf(() => requireAnswers([new Uint8Array(8), new Uint8Array(9)], 8)),
    'BAD_FRAME',
  );
  arena.release();
});

test.run();
