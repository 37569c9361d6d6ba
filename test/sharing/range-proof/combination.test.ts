import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHUNK, chunksOf, combinationSeeds } from '../../../src/sharing/range-proof/combination.js';
import { codeOf, kernel } from '../../io/support.js';

const test = suite('sharing/range-proof/combination');

test('chunks cover all items once, in order, each with a stream of its own', () => {
  for (const [n, size] of [
    [1, 1],
    [CHUNK, 1],
    [CHUNK + 1, 1],
    [1000, 7],
    [3, CHUNK],
    [3, 10 * CHUNK],
  ] as const) {
    const chunks = [...chunksOf(2, n, size)];
    assert.is(chunks[0]?.from, 0);
    assert.is(chunks.at(-1)?.to, n);
    chunks.forEach((chunk, k) => {
      assert.ok(chunk.to > chunk.from);
      assert.ok((chunk.to - chunk.from) * size <= CHUNK || chunk.to - chunk.from === 1);
      assert.is(chunk.from, chunks[k - 1]?.to ?? 0);
      assert.is(chunk.stream, 2 * 2 ** 32 + k);
    });
  }
  assert.equal([...chunksOf(0, 0, 1)], []);
});

test('digests of a wrong length are refused', () => {
  const good = {
    reservation: new Uint8Array(32),
    client: new Uint8Array(65),
    verifier: 0,
    parties: 2,
    statement: { blocks: [], constraints: [] },
    rows: 1,
    inputDigest: new Uint8Array(32),
    challenge: null,
  };
  assert.is(combinationSeeds(kernel, good).length, 3);
  const short = new Uint8Array(31);
  for (const wrong of [{ reservation: short }, { inputDigest: short }, { challenge: short }]) {
    assert.is(
      codeOf(() => combinationSeeds(kernel, { ...good, ...wrong })),
      'INVALID_ARGUMENT',
    );
  }
});

test.run();
