// Parts of one buffer, written and read in the same order: how a task's results and a peer's messages are laid out.

import type { Kernel, Span } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';

/** Fills one region from its beginning. */
export class Writer {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  put(part: Uint8Array): void {
    this.bytes.set(part, this.#at);
    this.#at += part.length;
  }

  putSpan(kernel: Kernel, x: Span): void {
    this.put(kernel.view(x));
  }
}

/** Takes one region apart from its beginning; parts are views. */
export class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  /** @throws UsageError NOT_CANONICAL */
  takeInto(kernel: Kernel, z: Span): void {
    kernel.load(this.take(ELEMENT_BYTES * z.length), z);
  }
}
