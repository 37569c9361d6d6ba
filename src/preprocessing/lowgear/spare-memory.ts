// Memory that the threads share, used again and again: productions move gigabytes through buffers of a few sizes, and
// leaving them to the garbage collector costs more time than the copies.

/** Free bytes kept for later. */
export const MAX_FREE_BYTES = 64 << 20;

export class SpareMemory {
  readonly #free = new Map<number, Uint8Array[]>();
  #freeBytes = 0;

  constructor(private readonly allocate: (bytes: number) => Uint8Array) {}

  /** A buffer with arbitrary contents. */
  lend(bytes: number): Uint8Array {
    const spare = this.#free.get(bytes)?.pop();
    if (spare === undefined) return this.allocate(bytes);
    this.#freeBytes -= bytes;
    return spare;
  }

  /** @hazard whole buffers that were lent, and that no task and no view uses any more */
  takeBack(buffers: readonly Uint8Array[]): void {
    for (const buffer of buffers) {
      if (buffer.length === 0) continue;
      if (this.#freeBytes + buffer.length > MAX_FREE_BYTES) this.#forgetOldest(buffer.length);
      if (this.#freeBytes + buffer.length > MAX_FREE_BYTES) continue;
      this.#freeBytes += buffer.length;
      const ofSize = this.#free.get(buffer.length) ?? [];
      // Sizes used last come last.
      this.#free.delete(buffer.length);
      this.#free.set(buffer.length, [...ofSize, buffer]);
    }
  }

  /** Wipes and drops everything. */
  release(): void {
    for (const buffers of this.#free.values()) for (const buffer of buffers) buffer.fill(0);
    this.#free.clear();
    this.#freeBytes = 0;
  }

  /** Drops whole sizes, the ones unused for longest first, until `room` bytes fit. */
  #forgetOldest(room: number): void {
    for (const [size, buffers] of this.#free) {
      if (this.#freeBytes + room <= MAX_FREE_BYTES) return;
      this.#freeBytes -= size * buffers.length;
      this.#free.delete(size);
    }
  }
}
