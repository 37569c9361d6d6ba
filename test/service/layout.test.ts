// Where the rows of a dataset are: in the matrices of its last layout, until the next one takes them over.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { MatrixBuilder, type MatrixSegment } from '../../src/pool/resident-matrix.js';
import { matrixId } from '../../src/preprocessing/dealer/matrix.js';
import { InlineRunner } from '../../src/preprocessing/tasks.js';
import { type AcceptedUpload, Dataset, type UploadSegments } from '../../src/service/dataset.js';
import type { Layout } from '../../src/service/layout.js';
import type { ClosableMatrix, ServiceContext } from '../../src/service/ports.js';
import type { Program } from '../../src/service/program.js';

const test = suite('service/layout');

const kernel = await Kernel.load();
const arena = kernel.newArena();
const macKey = Vector.fromBigInts(arena, [P - 987654321n]);
const keyId = new Uint8Array(32).fill(5);
const WIDTHS = { dense: 2, sparse: 3 };
const program = { maxRows: 100, residentBlocks: ['dense', 'sparse'] } as unknown as Program;

let draws = 0;
const random = (n: number) => Vector.expand(arena, new Uint8Array(32).fill(6), draws++, n).toBytes();

/** A source of tuples that notes which matrices it knows, and a builder that may fail. */
class Surroundings {
  readonly registered: string[] = [];
  readonly released: string[] = [];
  failing: 'build' | 'register' | null = null;
  readonly context: ServiceContext;

  constructor(party: number) {
    const builder = new MatrixBuilder({ kernel, runner: new InlineRunner(kernel), party, macKey });
    const failIf = (what: 'build' | 'register') => {
      if (this.failing === what) throw new UsageError('OUT_OF_MEMORY', `told to fail: ${what}`);
    };
    this.context = {
      kernel,
      matrices: {
        build: async (...args: Parameters<MatrixBuilder['build']>) => {
          if (args[0].columns === WIDTHS.sparse) failIf('build');
          return await builder.build(...args);
        },
      },
      tuples: {
        keyId,
        registerMatrix: async ({ id }: ClosableMatrix) => {
          failIf('register');
          this.registered.push(id);
        },
        releaseMatrix: ({ id }: ClosableMatrix) => void this.released.push(id),
      },
    } as unknown as ServiceContext;
  }
}

interface Uploaded {
  readonly upload: AcceptedUpload;
  readonly segments: UploadSegments;
}

function uploaded(name: string, rows: number): Uploaded {
  const segments = new Map<string, MatrixSegment>();
  const parts = new Map(
    Object.entries(WIDTHS).map(([block, columns]) => {
      const n = rows * columns;
      segments.set(block, { rows, e: random(n), value: random(n), mac: random(n) });
      const spec = [{ kind: 'inputMask', n: 1000 }] as const;
      return [block, { batchId: new TextEncoder().encode(name), spec, offset: 0, rows, columns }];
    }),
  );
  return { upload: { id: name, client: name, rows, digest: new Uint8Array(32).fill(rows), parts }, segments };
}

/** Throws unless the layout's rows are exactly these uploads'. */
function requireRows(layout: Layout, all: readonly Uploaded[]): void {
  for (const { upload, segments } of all) {
    for (const [block, segment] of segments)
      assert.equal(layout.segment(upload, block), segment, `${upload.id} ${block}`);
  }
  assert.is(
    layout.rows,
    all.reduce((sum, { upload }) => sum + upload.rows, 0),
  );
  for (const [block, matrix] of layout.matrices) {
    const parts = all.map(({ upload }) => upload.parts.get(block)!);
    assert.is(matrix.id, matrixId(kernel, { keyId, parts }));
  }
}

const uploads = (all: readonly Uploaded[]) => all.map(({ upload }) => upload);

function accepting(all: readonly Uploaded[]): Dataset {
  const dataset = new Dataset('d', program);
  for (const { upload, segments } of all) dataset.accept(upload, segments);
  return dataset;
}

for (const party of [0, 1]) {
  test(`party ${party}: what the next layout takes over is what was uploaded, bit by bit`, async () => {
    const { context, registered, released } = new Surroundings(party);
    const [a, b, c] = [uploaded('a', 2), uploaded('b', 1), uploaded('c', 4)];
    const dataset = accepting([a, c]);
    const first = await dataset.layOut(context, uploads([a, c]));
    requireRows(first, [a, c]);
    assert.is(await dataset.layOut(context, uploads([a, c])), first, 'of the same uploads there is no second one');
    first.hold();
    dataset.accept(b.upload, b.segments);
    const second = await dataset.layOut(context, uploads([a, b, c]));
    requireRows(second, [a, b, c]);
    requireRows(first, [a, c]);
    assert.equal(released, [], 'a version still uses the first');
    first.release();
    assert.equal(released, registered.slice(0, 2));
    assert.throws(
      () => first.segment(a.upload, 'dense'),
      (error: UsageError) => error.code === 'RELEASED',
    );
    dataset.close();
    assert.equal(released, registered);
  });
}

test('rows that a layout leaves out are still there for a later one', async () => {
  const { context } = new Surroundings(0);
  const [a, b, c] = [uploaded('a', 2), uploaded('b', 1), uploaded('c', 3)];
  const dataset = accepting([a, b, c]);
  await dataset.layOut(context, uploads([a, b]));
  await dataset.layOut(context, uploads([a, c]));
  requireRows(await dataset.layOut(context, uploads([a, b, c])), [a, b, c]);
  dataset.close();
});

test('a layout that cannot be made leaves the rows where they were, and nothing behind', async () => {
  const surroundings = new Surroundings(1);
  const { context, registered, released } = surroundings;
  const [a, b] = [uploaded('a', 2), uploaded('b', 3)];
  const dataset = accepting([a, b]);
  const first = await dataset.layOut(context, uploads([a]));
  for (const failing of ['build', 'register'] as const) {
    surroundings.failing = failing;
    const before = registered.length;
    const error = await dataset.layOut(context, uploads([a, b])).catch((reason: unknown) => reason);
    assert.is((error as UsageError).code, 'OUT_OF_MEMORY');
    assert.equal(
      released,
      registered.slice(2, registered.length),
      `${registered.length - before} of it were registered`,
    );
    requireRows(first, [a]);
  }
  surroundings.failing = null;
  requireRows(await dataset.layOut(context, uploads([a, b])), [a, b]);
  dataset.close();
  assert.equal([...released].sort(), [...registered].sort());
});

test('rows that are let go of are wiped', async () => {
  const { context } = new Surroundings(0);
  const [a, b] = [uploaded('a', 2), uploaded('b', 3)];
  const dataset = accepting([a, b]);
  dataset.settle(uploads([a]));
  dataset.settle(uploads([a]));
  const error = await dataset.layOut(context, uploads([a, b])).catch((reason: unknown) => reason);
  assert.is((error as UsageError).code, 'WRONG_STATE');
});

test.run();
