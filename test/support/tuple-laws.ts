// What every source of tuples must do, for any number of parties: the relation of each kind holds, MACs and pairwise tags are
// valid under the parties' keys, nothing comes twice, and a source that has too little says so before it gives anything.
// Run with `tupleLaws('name', makeParties)` from a test file of the source.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FULL_FIELD } from '../../src/params.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import {
  checkBatch,
  checkMatvec,
  expectCode,
  type LawParties,
  type MakeLawParties,
  requireBits,
  requireUniform,
  reveal,
} from './tuple-checks.js';

const SMALL: BatchSpec = [
  { kind: 'triple', n: 200 },
  { kind: 'random', n: 200 },
  { kind: 'factorTriple', fanOut: 1, n: 120 },
  { kind: 'bit', n: 301 },
  { kind: 'inputMask', n: 150 },
  { kind: 'factorTriple', fanOut: 3, n: 110 },
  { kind: 'square', n: 130 },
  { kind: 'zeroTest', n: 5 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 110 },
  { kind: 'comparisonMask', k: 9, w: 3, n: 110 },
  { kind: 'comparisonMask', k: 2, w: 1, n: 110 },
  { kind: 'comparisonMask', k: 13, w: 1, n: 110 },
  { kind: 'comparisonMask', k: 11, w: 8, n: 110 },
  { kind: 'comparisonMask', k: FULL_FIELD, w: 4, n: 110 },
  { kind: 'truncation', shift: 20, n: 110 },
  { kind: 'truncation', shift: 57, n: 110 },
];

/** Runs the suite for each number of parties. */
export function tupleLaws(name: string, makeParties: MakeLawParties, counts: readonly number[] = [2, 3, 4]): void {
  for (const count of counts) {
    const test = suite(`${name}, ${count} parties`);
    const law = (title: string, body: (parties: LawParties) => Promise<void>) =>
      test(title, async () => {
        const parties = await makeParties(count);
        try {
          await body(parties);
        } finally {
          parties.release();
        }
      });

    law('every kind satisfies its relation and its MACs', (parties) => checkBatch(parties, SMALL));

    for (const orientation of ['rows', 'columns'] as const) {
      law(`matvec tuples of orientation ${orientation} are products with the matrix`, (parties) =>
        checkMatvec(parties, orientation, { from: 'random' }),
      );
      law(`matvec tuples of orientation ${orientation} may use input masks`, (parties) =>
        checkMatvec(parties, orientation, { from: 'inputMasks', offset: 5 }),
      );
    }

    law('items taken in pieces are consecutive and never come twice', async (parties) => {
      const sources = await parties.sources([{ kind: 'random', n: 60 }]);
      const seen = [7, 1, 0, 52].flatMap((n) =>
        reveal(
          parties,
          sources.map((source) => source.takeRandoms(n)),
        ).toBigInts(),
      );
      assert.is(new Set(seen).size, 60);
      expectCode(() => sources[0]?.takeRandoms(1), 'TUPLES_EXHAUSTED');
    });

    law('parties may take at different times as long as the order is the same', async (parties) => {
      const sources = await parties.sources([{ kind: 'triple', n: 10 }]);
      const taken = sources.map((source) => [source.takeTriples(4), source.takeTriples(6)] as const);
      for (const piece of [0, 1] as const) {
        const a = reveal(
          parties,
          taken.map((pair) => pair[piece].a),
        );
        const b = reveal(
          parties,
          taken.map((pair) => pair[piece].b),
        );
        assert.ok(
          a.mul(b).equals(
            reveal(
              parties,
              taken.map((pair) => pair[piece].c),
            ),
          ),
        );
      }
    });

    law('exhaustion is found before anything is handed out, and says what is missing', async (parties) => {
      const sources = await parties.sources([
        { kind: 'bit', n: 10 },
        { kind: 'comparisonMask', k: 8, w: 4, n: 3 },
      ]);
      const error = expectCode(() => sources[0]?.takeBits(11), 'TUPLES_EXHAUSTED');
      assert.match(error.message, /bit: wanted 11, left 10/);
      requireBits(
        reveal(
          parties,
          sources.map((source) => source.takeBits(10)),
        ),
      );
      expectCode(() => sources[0]?.takeComparisonMasks(8, 4, 4), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeComparisonMasks(8, 2, 1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeTruncations(20, 1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeInputMasks(1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeFactorTriples(2, 1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeZeroTestTriple(), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeMatvec(parties.matrix.id, 'rows'), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeBits(-1), 'INVALID_ARGUMENT');
    });

    law('no share of a secret bit gives the bit away', async (parties) => {
      const sources = await parties.sources([{ kind: 'bit', n: 200 }]);
      const shares = sources.map((source) => source.takeBits(200));
      for (const share of shares) {
        requireUniform(share.value);
        requireUniform(share.mac);
      }
    });

    law('two batches have nothing in common', async (parties) => {
      const spec = [{ kind: 'random', n: 50 }] as const;
      const batches = [await parties.sources(spec), await parties.sources(spec)];
      const values = batches.flatMap((sources) =>
        reveal(
          parties,
          sources.map((source) => source.takeRandoms(50)),
        ).toBigInts(),
      );
      assert.is(new Set(values).size, 100);
    });

    test.run();
  }
}
