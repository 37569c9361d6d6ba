// Remembers the secrets that pass through this process, by listening where they are made: the system's randomness (seeds, nonces,
// challenges) and the expansion of seeds (shares, masks, tuples, keys). What a text shows of them can then be looked for.

import { Kernel } from '../../src/kernel/index.js';

/** Words remembered of each expansion: enough to find a dump of it. */
const WORDS = 4;
/** Shorter numbers turn up by chance. */
const LONG_NUMBER = /[0-9a-f]{9,}/gi;

export class SecretSpy {
  private readonly forms = new Set<string>();
  private readonly expandInto = Kernel.prototype.expandInto;
  private readonly getRandomValues = globalThis.crypto.getRandomValues;

  constructor() {
    const spy = this;
    Kernel.prototype.expandInto = function (this: Kernel, seed, stream, z) {
      spy.expandInto.call(this, seed, stream, z);
      spy.bytes(seed);
      for (const word of this.toBigInts(z.slice(0, Math.min(WORDS, z.length)))) spy.word(word);
    };
    globalThis.crypto.getRandomValues = (<T extends ArrayBufferView>(array: T): T => {
      spy.getRandomValues.call(globalThis.crypto, array as unknown as Uint8Array);
      spy.bytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    }) as typeof globalThis.crypto.getRandomValues;
  }

  /** The secrets that a text shows: decimal, or hexadecimal with either end first. */
  foundIn(text: string): string[] {
    const numbers = text.toLowerCase().match(LONG_NUMBER) ?? [];
    return numbers.flatMap((number) => {
      const windows = Array.from({ length: Math.max(1, number.length - 15) }, (_, k) => number.slice(k, k + 16));
      return [number, ...windows].filter((form) => this.forms.has(form));
    });
  }

  stop(): void {
    Kernel.prototype.expandInto = this.expandInto;
    globalThis.crypto.getRandomValues = this.getRandomValues;
  }

  private bytes(bytes: Uint8Array): void {
    const hex = Buffer.from(bytes).toString('hex');
    for (let at = 0; at + 16 <= Math.min(hex.length, 128); at += 16) this.forms.add(hex.slice(at, at + 16));
  }

  private word(word: bigint): void {
    if (word < 1n << 32n) return;
    const hex = word.toString(16).padStart(16, '0');
    this.forms.add(word.toString());
    this.forms.add(hex);
    this.forms.add((hex.match(/../g) ?? []).reverse().join(''));
  }
}
