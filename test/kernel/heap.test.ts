// The free list against a model: blocks never overlap, are zero when handed out, and merge again when freed.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Block, Heap } from '../../src/kernel/heap.js';
import { runs } from './values.js';

const test = suite('kernel: heap');

const newHeap = (maximum = 64) => new Heap(new WebAssembly.Memory({ initial: 1, maximum }), 1000);

test('blocks are aligned, above the base, disjoint and zero, in any order of freeing', () => {
  const step = fc.record({ bytes: fc.integer({ min: 0, max: 70_000 }), free: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const heap = newHeap();
      const live: Block[] = [];
      for (const { bytes, free } of steps) {
        const block = heap.allocate(bytes);
        assert.ok(block.address % 64 === 0 && block.address >= 1000 && block.bytes >= bytes);
        assert.ok(
          live.every(
            (other) => other.address >= block.address + block.bytes || block.address >= other.address + other.bytes,
          ),
        );
        const view = heap.bytes.subarray(block.address, block.address + block.bytes);
        assert.ok(view.every((byte) => byte === 0));
        view.fill(0xaa);
        live.push(block);
        if (free < 60) {
          const [gone] = live.splice(free % live.length, 1) as [Block];
          heap.free(gone, gone.bytes);
        }
      }
      for (const block of live) heap.free(block, block.bytes);
      const pages = heap.memory.buffer.byteLength;
      heap.allocate(pages - 1024 - 64);
      assert.is(heap.memory.buffer.byteLength, pages, 'everything merged into one extent');
    }),
    runs(40),
  );
});

test('memory grows by what is missing, up to its maximum', () => {
  const heap = newHeap(4);
  heap.allocate(3 * 65536);
  assert.is(heap.memory.buffer.byteLength, 4 * 65536);
  assert.throws(() => heap.allocate(65536), /refused|hold/);
  assert.is(heap.bytes.buffer, heap.memory.buffer);
  heap.allocate(1024);
});

test.run();
