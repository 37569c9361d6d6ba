// Memory by lifetime: a vector is never freed by itself, it goes with its arena or with the scope it was made in, and
// is wiped then. Allocation bumps a mark through blocks taken from the heap; a scope remembers the mark and goes back
// to it.
import { UsageError } from '../errors.js';
import type { Block, Heap } from './heap.js';
import type { Kernel } from './kernel.js';
import { Region, Span } from './span.js';

const FIRST_BLOCK_BYTES = 16 << 10;
const LARGEST_BLOCK_BYTES = 1 << 20;

interface Used {
  readonly block: Block;
  used: number;
}

export class Arena {
  readonly kernel: Kernel;
  readonly #heap: Heap;
  readonly #blocks: Used[] = [];
  /** The arena's own region, then one per open scope. */
  readonly #regions: Region[];
  #released = false;

  /** Made by `kernel.newArena()`. */
  constructor(kernel: Kernel, heap: Heap) {
    this.kernel = kernel;
    this.#heap = heap;
    this.#regions = [new Region(heap)];
  }

  /**
   * n zeroed words.
   * @throws RELEASED | OUT_OF_MEMORY | INVALID_ARGUMENT (n not a natural number)
   */
  alloc(n: number): Span {
    if (this.#released) throw new UsageError('RELEASED', 'this arena was released');
    if (!Number.isSafeInteger(n) || n < 0) throw new UsageError('INVALID_ARGUMENT', `cannot allocate ${n} words`);
    const bytes = Math.ceil(n / 2) * 16;
    let top = this.#blocks.at(-1);
    if (top === undefined || top.used + bytes > top.block.bytes) {
      top = { block: this.#heap.allocate(Math.max(bytes, this.#nextBlockBytes(top))), used: 0 };
      this.#blocks.push(top);
    }
    const address = top.block.address + top.used;
    top.used += bytes;
    return new Span(this.#regions.at(-1) as Region, address, n);
  }

  /**
   * Runs `body`; everything allocated in this arena meanwhile is then wiped and freed. What should survive is copied
   * into spans allocated before. Scopes nest.
   * @throws INVALID_ARGUMENT if the body returns a promise or an iterator: it would go on after its memory is gone
   */
  scope<T>(body: () => T): T {
    if (this.#released) throw new UsageError('RELEASED', 'this arena was released');
    const blocks = this.#blocks.length;
    const used = this.#blocks.at(-1)?.used ?? 0;
    const region = new Region(this.#heap);
    this.#regions.push(region);
    try {
      const result = body();
      if (goesOnLater(result)) throw new UsageError('INVALID_ARGUMENT', 'the body of a scope must be synchronous');
      return result;
    } finally {
      region.live = false;
      this.#regions.pop();
      if (!this.#released) this.#rewind(blocks, used);
    }
  }

  /** Wipes and frees everything. Later use of the arena or of its spans throws RELEASED; a second release does not. */
  release(): void {
    for (const region of this.#regions) region.live = false;
    this.#rewind(0, 0);
    this.#released = true;
  }

  #rewind(blocks: number, used: number): void {
    while (this.#blocks.length > blocks) {
      const top = this.#blocks.pop() as Used;
      this.#heap.free(top.block, top.used);
    }
    const top = this.#blocks.at(-1);
    if (top === undefined) return;
    this.#heap.wipe(top.block.address + used, top.used - used);
    top.used = used;
  }

  #nextBlockBytes(top: Used | undefined): number {
    return top === undefined ? FIRST_BLOCK_BYTES : Math.min(2 * top.block.bytes, LARGEST_BLOCK_BYTES);
  }
}

function goesOnLater(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false;
  return (
    ('then' in result && typeof result.then === 'function') || ('next' in result && typeof result.next === 'function')
  );
}
