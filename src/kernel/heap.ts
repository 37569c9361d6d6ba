// The linear memory of one kernel and its free list. Invariant: free memory is all zero. Whoever frees a block wipes
// what was written to it, so an allocation needs no clearing and a secret does not outlive its block.
import { UsageError } from '../errors.js';
import { MAX_PAGES, pagesFor } from './load.js';

const GRAIN = 64;
const PAGE_BYTES = 65536;
const MIN_GROWTH_PAGES = 16;

/** Part of the memory: `bytes` bytes from `address`, both multiples of 64. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

export class Heap {
  readonly memory: WebAssembly.Memory;
  /** The whole memory. Growth replaces it: never keep it across an allocation. */
  bytes: Uint8Array<ArrayBuffer>;
  #free: Block[] = [];
  #end: number;

  /** @param base first address the heap may use */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.memory = memory;
    this.bytes = new Uint8Array(memory.buffer as ArrayBuffer);
    this.#end = Math.ceil(base / GRAIN) * GRAIN;
    this.#insert({ address: this.#end, bytes: this.bytes.length - this.#end });
    this.#end = this.bytes.length;
  }

  /**
   * A zeroed block of at least `bytes` bytes, the smallest free one that fits.
   * @throws OUT_OF_MEMORY when 4 GiB are not enough, or the machine has no more
   */
  allocate(bytes: number): Block {
    const need = Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
    const index = this.#bestFit(need) ?? this.#growFor(need);
    const extent = this.#free[index] as Block;
    if (extent.bytes === need) this.#free.splice(index, 1);
    else this.#free[index] = { address: extent.address + need, bytes: extent.bytes - need };
    return { address: extent.address, bytes: need };
  }

  /** Takes a block back. @param used bytes from its start that may have been written; they are wiped */
  free(block: Block, used: number): void {
    this.wipe(block.address, used);
    this.#insert(block);
  }

  wipe(address: number, bytes: number): void {
    this.bytes.fill(0, address, address + bytes);
  }

  /** The words at `address`. Valid until the next allocation. */
  words(address: number, n: number): BigUint64Array<ArrayBuffer> {
    return new BigUint64Array(this.bytes.buffer, address, n);
  }

  words32(address: number, n: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.bytes.buffer, address, n);
  }

  #bestFit(need: number): number | undefined {
    let best: number | undefined;
    let bestBytes = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#free.length; i++) {
      const { bytes } = this.#free[i] as Block;
      if (bytes >= need && bytes < bestBytes) {
        best = i;
        bestBytes = bytes;
      }
    }
    return best;
  }

  #growFor(need: number): number {
    const last = this.#free.at(-1);
    const tail = last && last.address + last.bytes === this.#end ? last.bytes : 0;
    const needPages = pagesFor(need - tail);
    const havePages = this.#end / PAGE_BYTES;
    const room = MAX_PAGES - havePages;
    if (room < needPages) throw new UsageError('OUT_OF_MEMORY', `the kernel's 4 GiB cannot hold ${need} more bytes`);
    const ample = Math.min(Math.max(needPages, MIN_GROWTH_PAGES, havePages >> 3), room);
    const grown = this.#tryGrow(ample) || (ample > needPages && this.#tryGrow(needPages));
    if (!grown) throw new UsageError('OUT_OF_MEMORY', `the machine refused ${need} more bytes of kernel memory`);
    return this.#free.length - 1;
  }

  #tryGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.bytes = new Uint8Array(this.memory.buffer as ArrayBuffer);
    this.#insert({ address: this.#end, bytes: pages * PAGE_BYTES });
    this.#end += pages * PAGE_BYTES;
    return true;
  }

  /** Puts an extent into the list, sorted by address, joined with its neighbours. */
  #insert(extent: Block): void {
    const free = this.#free;
    let low = 0;
    for (let high = free.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((free[middle] as Block).address < extent.address) low = middle + 1;
      else high = middle;
    }
    let { address, bytes } = extent;
    let removed = 0;
    const next = free[low];
    if (next && address + bytes === next.address) {
      bytes += next.bytes;
      removed++;
    }
    const previous = free[low - 1];
    if (previous && previous.address + previous.bytes === address) {
      address = previous.address;
      bytes += previous.bytes;
      removed++;
      low--;
    }
    free.splice(low, removed, { address, bytes });
  }
}
