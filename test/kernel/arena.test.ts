// Lifetimes: what a scope or an arena leaves behind is zero, and nobody can use it any more.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { Kernel, type Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { same, spanOf } from './values.js';

const test = suite('kernel: arenas');

const marker = 0x1234567890abcdefn % P;

/** How often the marker occurs, at any aligned place, in all memory of the kernel. */
function occurrences(kernel: Kernel): number {
  const arena = kernel.newArena();
  const whole = new BigUint64Array(kernel.view(arena.alloc(1)).buffer);
  const count = whole.reduce((sum, word) => sum + (word === marker ? 1 : 0), 0);
  arena.release();
  return count;
}

function fill(kernel: Kernel, span: Span): void {
  kernel.fromBigInts(Array<bigint>(span.length).fill(marker), span);
}

test('allocations are zero, apart and of any length', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const spans = [0, 1, 2, 3, 1000, 5000, 1, 200_000, 7].map((n) => arena.alloc(n));
  for (const span of spans) assert.is(kernel.isZero(span), true);
  spans.forEach((span, i) => {
    kernel.addConstantInto(BigInt(i + 1), span, span);
  });
  spans.forEach((span, i) => {
    assert.ok(kernel.toBigInts(span).every((word) => word === BigInt(i + 1)));
  });
  for (const n of [-1, 1.5, Number.NaN, 2 ** 53]) throwsUsage(() => arena.alloc(n), 'INVALID_ARGUMENT');
});

test('release wipes all memory that was allocated, small and large', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  for (const n of [1, 3, 100, 4096, 300_000]) fill(kernel, arena.alloc(n));
  assert.is(occurrences(kernel), 304_200);
  arena.release();
  assert.is(occurrences(kernel), 0);
});

test('a scope wipes what was made in it, also when it throws, and nothing else', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const outer = spanOf(arena, [marker, marker, marker]);
  const result = arena.scope(() => {
    for (const n of [5, 5000, 300_000]) fill(kernel, arena.alloc(n));
    assert.is(occurrences(kernel), 305_008);
    return 'done';
  });
  assert.is(result, 'done');
  assert.is(occurrences(kernel), 3);
  const fails = () =>
    arena.scope(() => {
      fill(kernel, arena.alloc(10));
      throw new Error('in between');
    });
  assert.throws(fails, /in between/);
  assert.is(occurrences(kernel), 3);
  same(kernel.toBigInts(outer), [marker, marker, marker], 'outer');
});

test('scopes nest, and memory is used again', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const size = () => kernel.view(arena.alloc(0)).buffer.byteLength;
  const once = () =>
    arena.scope(() => {
      const x = spanOf(arena, [1n, 2n]);
      const inner = arena.scope(() => arena.alloc(100_000));
      throwsUsage(() => kernel.isZero(inner), 'RELEASED');
      assert.is(kernel.isZero(arena.alloc(200_000)), true);
      same(kernel.toBigInts(x), [1n, 2n], 'x');
    });
  once();
  const before = size();
  for (let i = 0; i < 50; i++) once();
  assert.is(size(), before);
});

test('spans of an ended scope or a released arena throw RELEASED, and so do their slices', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const [kept, whole] = arena.scope(() => {
    const span = arena.alloc(4);
    return [span.slice(1, 3), span] as const;
  });
  for (const span of [kept, whole, whole.slice(0, 2)]) throwsUsage(() => kernel.toBytes(span), 'RELEASED');
  const span = arena.alloc(2);
  arena.release();
  arena.release();
  throwsUsage(() => kernel.addInto(span, span, span), 'RELEASED');
  throwsUsage(() => arena.alloc(1), 'RELEASED');
  throwsUsage(() => arena.scope(() => 1), 'RELEASED');
});

test('an arena may be released inside its scope', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const outer = arena.alloc(1);
  arena.scope(() => {
    fill(kernel, arena.alloc(100));
    arena.release();
  });
  assert.is(occurrences(kernel), 0);
  throwsUsage(() => kernel.toBytes(outer), 'RELEASED');
});

test('the body of a scope must not go on later', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  throwsUsage(() => arena.scope(async () => 1), 'INVALID_ARGUMENT');
  throwsUsage(
    () =>
      arena.scope(function* () {
        yield 1;
      }),
    'INVALID_ARGUMENT',
  );
});

test('spans belong to one kernel, and slices stay inside', async () => {
  const [one, two] = await Promise.all([Kernel.load(), Kernel.load()]);
  const span = one.newArena().alloc(4);
  throwsUsage(() => two.isZero(span), 'INVALID_ARGUMENT');
  for (const [from, to] of [
    [-1, 2],
    [0, 5],
    [3, 2],
    [0.5, 1],
  ] as const)
    throwsUsage(() => span.slice(from, to), 'INVALID_ARGUMENT');
  assert.is(span.slice(1, 4).slice(1, 2).length, 1);
  assert.equal(Object.keys(span), ['length']);
});

test('hundreds of megabytes can be allocated, and more than there is cannot', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const words = 300 * 2 ** 17;
  const before = spanOf(arena, [marker]);
  arena.scope(() => {
    const large = arena.alloc(words);
    const last = large.slice(words - 1, words);
    kernel.addConstantInto(marker, last, last);
    same(kernel.toBigInts(last), [marker], 'last word');
    throwsUsage(() => arena.alloc(2 ** 29), 'OUT_OF_MEMORY');
    throwsUsage(() => arena.alloc(2 ** 40), 'OUT_OF_MEMORY');
  });
  same(kernel.toBigInts(before), [marker], 'earlier span');
  assert.is(kernel.isZero(arena.alloc(words)), true);
});

test('no error tells a word', async () => {
  const kernel = await Kernel.load();
  const z = kernel.newArena().alloc(1);
  try {
    kernel.load(new Uint8Array(8).fill(0xff), z);
    assert.unreachable('a word of p or more was accepted');
  } catch (error) {
    assert.instance(error, UsageError);
    assert.not.match((error as Error).message, /255|ff|1844/);
  }
  assert.is(kernel.isZero(z), true);
});

test.run();
