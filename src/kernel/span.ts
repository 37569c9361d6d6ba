// A span names words in a kernel's memory without showing where: the address is readable only through `addressOf`,
// which kernel/index.ts does not export. A span dies with the scope it was allocated in.
import { UsageError } from '../errors.js';
import type { Heap } from './heap.js';

/** The lifetime of a group of spans: an arena, or one scope of it. */
export class Region {
  live = true;
  constructor(readonly heap: Heap) {}
}

let read: (span: Span, heap: Heap) => number;

/** n words of 64 bits in one kernel's memory. Immutable itself; what it names is written by the kernel's `...Into`. */
export class Span {
  readonly #region: Region;
  readonly #address: number;

  /** Made by arenas only. */
  constructor(
    region: Region,
    address: number,
    readonly length: number,
  ) {
    this.#region = region;
    this.#address = address;
  }

  /**
   * The words from..to-1, in the same memory.
   * @throws INVALID_ARGUMENT unless 0 <= from <= to <= length
   */
  slice(from: number, to: number): Span {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.length)) {
      throw new UsageError('INVALID_ARGUMENT', `slice ${from}..${to} of a span of ${this.length} words`);
    }
    return new Span(this.#region, this.#address + 8 * from, to - from);
  }

  static {
    read = (span, heap) => {
      const region = span.#region;
      if (!region.live) throw new UsageError('RELEASED', 'this span was released with its arena or scope');
      if (region.heap !== heap) throw new UsageError('INVALID_ARGUMENT', 'this span belongs to another kernel');
      return span.#address;
    };
  }
}

/** The span's address in `heap`. @throws RELEASED | INVALID_ARGUMENT (another kernel's span) */
export function addressOf(span: Span, heap: Heap): number {
  return read(span, heap);
}
