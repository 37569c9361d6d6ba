// Memory for rows that no matrix has yet. They come in pieces of a few megabytes between buffers that come and go all the time;
// left where they were allocated they would keep the allocator from giving either back to the system, some hundred megabytes of a
// large dataset. So they are copied into blocks of a size that allocators map by themselves and give back as a whole.

/** Above what glibc ever takes from its heap (32 MiB). Pages of a block that nothing was copied to occupy nothing. */
const BLOCK_BYTES = 36 * 2 ** 20;

export class Staging {
  private block = new Uint8Array(0);
  private used = 0;

  /** A copy, at a multiple of 8, that lives as long as somebody holds it; with its last copy a block goes. */
  copyOf(bytes: Uint8Array): Uint8Array {
    if (this.used + bytes.length > this.block.length) {
      this.block = new Uint8Array(Math.max(BLOCK_BYTES, bytes.length));
      this.used = 0;
    }
    const copy = this.block.subarray(this.used, this.used + bytes.length);
    copy.set(bytes);
    this.used += Math.ceil(bytes.length / 8) * 8;
    return copy;
  }

  /** Begins with a new block next time. */
  reset(): void {
    this.block = new Uint8Array(0);
    this.used = 0;
  }
}
