import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { idealParties } from '../../src/preprocessing/ideal.js';
import { expectCode, type LawParties, reveal, total } from '../support/tuple-checks.js';
import { tupleLaws } from '../support/tuple-laws.js';

const kernel = await Kernel.load();

async function idealLaws(parties: number): Promise<LawParties> {
  const ideal = idealParties({ kernel, parties });
  const arena = kernel.newArena();
  const matrix = { id: 'R', rows: 5, columns: 7, entries: Vector.expand(arena, new Uint8Array(32).fill(9), 0, 35) };
  ideal.registerMatrix(matrix.id, matrix.entries, matrix.rows, matrix.columns);
  const release = () => {
    ideal.release();
    arena.release();
  };
  return { kernel, macKeys: ideal.macKeys, matrix, sources: async (spec) => ideal.sources(spec), release };
}

tupleLaws('ideal source', idealLaws);

const test = suite('ideal source on demand');

test('makes whatever is asked for, alike for all parties', () => {
  const ideal = idealParties({ kernel, parties: 3 });
  const [first, ...others] = ideal.sources();
  const mine = [first?.takeTriples(3), first?.takeTriples(5)];
  const all = others.map((source) => [source.takeTriples(3), source.takeTriples(5)]);
  for (const k of [0, 1]) {
    const triples = [mine[k], ...all.map((pair) => pair[k])].filter((triple) => triple !== undefined);
    const [a, b, c] = [triples.map((t) => t.a), triples.map((t) => t.b), triples.map((t) => t.c)].map((shares) =>
      total(shares.map((share) => share.value)),
    );
    assert.ok(a !== undefined && b !== undefined && c !== undefined && a.mul(b).equals(c));
  }
  ideal.release();
});

test('gives matvec tuples of registered matrices only', async () => {
  const laws = await idealLaws(2);
  const ideal = idealParties({ kernel, parties: 2 });
  ideal.registerMatrix('M', [1n, 2n, 3n, 4n, 5n, 6n], 2, 3);
  const tuples = ideal.sources().map((source) => source.takeMatvec('M', 'rows'));
  const parties = { ...laws, macKeys: ideal.macKeys };
  const b = reveal(
    parties,
    tuples.map((tuple) => tuple.b),
  ).toBigInts();
  const c = reveal(
    parties,
    tuples.map((tuple) => tuple.c),
  );
  const [x = 0n, y = 0n, z = 0n] = b;
  const expected = Vector.fromBigInts(c.arena, [x + 2n * y + 3n * z, 4n * x + 5n * y + 6n * z]);
  assert.ok(c.equals(expected));
  expectCode(() => ideal.sources()[0]?.takeMatvec('another', 'rows'), 'TUPLES_EXHAUSTED');
  expectCode(() => ideal.registerMatrix('M', [1n], 2, 3), 'LENGTH_MISMATCH');
  laws.release();
  ideal.release();
});

test('notices parties that take differently', () => {
  const ideal = idealParties({ kernel, parties: 2 });
  const [first, second] = ideal.sources();
  first?.takeBits(3);
  expectCode(() => second?.takeBits(4), 'WRONG_STATE');
  ideal.release();
});

test('is reproducible from its seed', () => {
  const values = [1, 1, 2].map((fill) => {
    const ideal = idealParties({ kernel, parties: 2, seed: new Uint8Array(32).fill(fill) });
    const taken = total(ideal.sources().map((source) => source.takeRandoms(1).value)).toBigInts()[0];
    ideal.release();
    return taken;
  });
  assert.is(values[0], values[1]);
  assert.is.not(values[0], values[2]);
});

test.run();
