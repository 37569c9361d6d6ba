// Where the values of a running program live, and until when. A value's home is an arena that goes when its last tenant does; parts of a
// value (slices) are tenants of the same home.
//
// Stages compute in scratch arenas. A scratch arena also holds what was opened there, which must stay until a check has passed
// (Openings refers to it). After the check, values that are still needed move out and the scratch arena goes: large values to
// homes of their own, small ones together. So memory is bounded by the values that are alive and by the openings of one check.

import type { Arena, Kernel } from '../../kernel/index.js';
import { copyTo } from '../../online/scratch.js';
import type { Shares } from '../../sharing/shares.js';
import type { Node } from '../graph/graph.js';

/** Elements from which a value has a home of its own. */
export const LARGE = 2 ** 11;

/** An arena and how many hold it. */
export class Home {
  #tenants = 1;
  /** Values that live in a scratch arena and move out of it when it goes. */
  readonly guests = new Set<Node>();

  constructor(readonly arena: Arena) {}

  retain(): this {
    this.#tenants++;
    return this;
  }

  release(): void {
    this.#tenants--;
    if (this.#tenants === 0) this.arena.release();
  }
}

export interface Held {
  readonly shares: Shares;
  readonly home: Home;
}

export class Memory {
  readonly #kernel: Kernel;
  readonly #uses: Map<Node, number>;
  readonly #values = new Map<Node, Held>();
  /** Scratch arenas since the last check. */
  #scratch: Home[] = [];

  /** @param uses how often each node's value will be used */
  constructor(kernel: Kernel, uses: ReadonlyMap<Node, number>) {
    this.#kernel = kernel;
    this.#uses = new Map(uses);
  }

  /** A home for one value; the caller holds it. */
  newHome(): Home {
    return new Home(this.#kernel.newArena());
  }

  /** A scratch arena that lasts until `settled`. */
  newScratch(): Home {
    const home = new Home(this.#kernel.newArena());
    this.#scratch.push(home);
    return home;
  }

  get(node: Node): Held | undefined {
    return this.#values.get(node);
  }

  /** Keeps a value for its uses; takes over the caller's hold on its home. */
  put(node: Node, held: Held): void {
    if ((this.#uses.get(node) ?? 0) === 0) held.home.release();
    else {
      this.#values.set(node, held);
      held.home.guests.add(node);
    }
  }

  /** One of the value's uses is over; after the last one it is forgotten. */
  used(node: Node): void {
    const left = (this.#uses.get(node) ?? 0) - 1;
    this.#uses.set(node, left);
    const held = this.#values.get(node);
    if (left > 0 || held === undefined) return;
    this.#values.delete(node);
    held.home.guests.delete(node);
    held.home.release();
  }

  /** Nothing opened so far is needed any more: a check has passed. */
  settled(): void {
    for (const home of this.#scratch) this.#moveOut(home);
    this.#scratch = [];
  }

  /** Gives one scratch arena back in which nothing was opened. */
  leave(scratch: Home): void {
    this.#scratch = this.#scratch.filter((home) => home !== scratch);
    this.#moveOut(scratch);
  }

  /** Forgets and wipes everything. */
  release(): void {
    for (const { home } of this.#values.values()) home.release();
    for (const home of this.#scratch) home.release();
    this.#values.clear();
    this.#scratch = [];
  }

  #moveOut(scratch: Home): void {
    let common: Home | undefined;
    for (const node of scratch.guests) {
      const { shares } = this.#values.get(node) as Held;
      let home: Home;
      if (shares.length >= LARGE) home = this.newHome();
      else {
        common ??= this.newHome();
        home = common.retain();
      }
      home.guests.add(node);
      this.#values.set(node, { shares: copyTo(home.arena, shares), home });
      scratch.release();
    }
    common?.release();
    scratch.guests.clear();
    scratch.release();
  }
}
