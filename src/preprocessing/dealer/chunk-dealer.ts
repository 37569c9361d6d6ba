// Deals one chunk of one line: adds up what the parties draw from their seeds and writes the last party's corrections. The
// calls must come in the order of the line's components (layout.ts): every call takes the next one or two.
//
// drawn: x = sum of all parties' draws; its MAC share at the last party is alpha x minus the others' draws.
// fixed: x is given; value and MAC share at the last party are x and alpha x minus the others' draws.

import type { Arena, Kernel, Span } from '../../kernel/index.js';
import { streamOf } from './chunks.js';

export interface ChunkContext {
  /** Scratch memory: the caller ends its scope. */
  readonly arena: Arena;
  /** The line's seed at each party. */
  readonly seeds: readonly Uint8Array[];
  /** alpha_i of each party, one element each. */
  readonly macKeys: readonly Span[];
  readonly chunk: number;
  /** Receives the corrections of the chunk. */
  readonly out: Span;
}

export class ChunkDealer {
  readonly #kernel: Kernel;
  readonly #arena: Arena;
  readonly #macKey: Span;
  #component = 0;
  #written = 0;

  constructor(readonly context: ChunkContext) {
    this.#arena = context.arena;
    this.#kernel = context.arena.kernel;
    this.#macKey = context.arena.alloc(1);
    for (const key of context.macKeys) this.#kernel.addInto(this.#macKey, key, this.#macKey);
  }

  get parties(): number {
    return this.context.seeds.length;
  }

  /** Elements of corrections written so far. */
  get written(): number {
    return this.#written;
  }

  /** A random shared value with its MAC. @returns the value, n elements */
  drawn(n: number): Span {
    const x = this.drawnValue(n);
    this.#macOf(x);
    return x;
  }

  /** A determined shared value with its MAC. */
  fixed(x: Span): void {
    this.fixedValue(x);
    this.#macOf(x);
  }

  /** A random shared value without a MAC. */
  drawnValue(n: number): Span {
    const x = this.#arena.alloc(n);
    const component = this.#component++;
    for (let party = 0; party < this.parties; party++) this.#drawInto('add', party, component, x);
    return x;
  }

  /** A determined shared value without a MAC. */
  fixedValue(x: Span): void {
    const rest = this.#nextOut(x.length);
    this.#kernel.copyInto(x, rest);
    this.#subtractOthers(rest);
  }

  /**
   * Input masks in pairwise form. With l the last party, its key and its tags are corrections, so that for every i
   * sum_{j != i} tags_j[i] = key_i + alpha_i r:  key_l = sum_{j != l} tags_j[l] - alpha_l r and
   * tags_l[i] = key_i + alpha_i r - sum_{j != i, l} tags_j[i].
   */
  inputMasks(n: number): void {
    const r = this.drawnValue(n);
    const last = this.parties - 1;
    const keys = this.#component++;
    const slot = (i: number) => keys + 1 + i;
    this.#component += this.parties;
    const key = this.#nextOut(n);
    for (let j = 0; j < last; j++) this.#drawInto('add', j, slot(last), key);
    this.#subtractMac(last, r, key);
    for (let i = 0; i < last; i++) {
      const tags = this.#nextOut(n);
      this.#drawInto('add', i, keys, tags);
      this.#addMac(i, r, tags);
      for (let j = 0; j < last; j++) if (j !== i) this.#drawInto('subtract', j, slot(i), tags);
    }
  }

  #macOf(x: Span): void {
    const rest = this.#nextOut(x.length);
    this.#kernel.scaleInto(this.#macKey, x, rest);
    this.#subtractOthers(rest);
  }

  #addMac(party: number, r: Span, z: Span): void {
    this.#kernel.axpyInto(this.#macKeyOf(party), r, z);
  }

  #subtractMac(party: number, r: Span, z: Span): void {
    const minus = this.#arena.alloc(1);
    this.#kernel.negInto(this.#macKeyOf(party), minus);
    this.#kernel.axpyInto(minus, r, z);
  }

  #macKeyOf(party: number): Span {
    const key = this.context.macKeys[party];
    if (key === undefined) throw new RangeError(`no party ${party}`);
    return key;
  }

  /** Subtracts what all but the last party draw as the next component. */
  #subtractOthers(z: Span): void {
    const component = this.#component++;
    for (let party = 0; party < this.parties - 1; party++) this.#drawInto('subtract', party, component, z);
  }

  #drawInto(how: 'add' | 'subtract', party: number, component: number, z: Span): void {
    const seed = this.context.seeds[party];
    if (seed === undefined) throw new RangeError(`no party ${party}`);
    this.#arena.scope(() => {
      const draw = this.#arena.alloc(z.length);
      this.#kernel.expandInto(seed, streamOf(component, this.context.chunk), draw);
      if (how === 'add') this.#kernel.addInto(z, draw, z);
      else this.#kernel.subInto(z, draw, z);
    });
  }

  /** The next n corrections, zero. */
  #nextOut(n: number): Span {
    const from = this.#written;
    this.#written += n;
    return this.context.out.slice(from, this.#written);
  }
}
