// [[x]]: party i holds x_i and m_i with sum x_i = x and sum m_i = alpha x, alpha = sum alpha_i being the global MAC key nobody
// knows [DPSZ12, DKLPSS13]. Everything in this file is local: linear operations commute with sharing.

import type { Kernel } from '../kernel/index.js';
import { Vector } from '../math/vector.js';

/** What adding a public constant needs to know about a party. */
export interface KeyHolder {
  readonly id: number;
  /** alpha_i, one element. */
  readonly macKey: Vector;
}

/** A public factor or summand: one number for all elements, or one per element. */
export type Public = bigint | Vector;

/** This party's shares of a vector of n secrets. Immutable. */
export class Shares {
  constructor(
    /** x_i, n elements. */
    readonly value: Vector,
    /** m_i, n elements. */
    readonly mac: Vector,
  ) {}

  /** Shares of n public zeros. */
  static zeros(like: Vector['arena'], n: number): Shares {
    return new Shares(Vector.zeros(like, n), Vector.zeros(like, n));
  }

  /** Shares of a public vector: the lead holds it, the others hold 0; every party holds alpha_i times it as its MAC share. */
  static fromPublic(p: KeyHolder, v: Vector): Shares {
    return new Shares(p.id === 0 ? v : Vector.zeros(v.arena, v.length), v.scale(p.macKey.span));
  }

  get length(): number {
    return this.value.length;
  }

  get kernel(): Kernel {
    return this.value.arena.kernel;
  }

  add(y: Shares): Shares {
    return new Shares(this.value.add(y.value), this.mac.add(y.mac));
  }

  sub(y: Shares): Shares {
    return new Shares(this.value.sub(y.value), this.mac.sub(y.mac));
  }

  neg(): Shares {
    return new Shares(this.value.neg(), this.mac.neg());
  }

  /** Times a public number, or element by element times a public vector. */
  scale(k: Public): Shares {
    return typeof k === 'bigint'
      ? new Shares(this.value.scale(k), this.mac.scale(k))
      : new Shares(this.value.mul(k), this.mac.mul(k));
  }

  /** Plus a public number, or a public vector. */
  plus(p: KeyHolder, k: Public): Shares {
    if (typeof k === 'bigint') {
      const step = p.macKey.scale(k);
      return new Shares(p.id === 0 ? this.value.plus(k) : this.value, this.mac.plus(step.span));
    }
    return this.add(Shares.fromPublic(p, k));
  }

  /** The sum of all elements, as one share. */
  sum(): Shares {
    return new Shares(this.value.sum(), this.mac.sum());
  }

  /** Sums of every `group` consecutive elements. */
  sums(group: number): Shares {
    return new Shares(this.value.sums(group), this.mac.sums(group));
  }

  /** Running sums within every `group` consecutive elements. */
  prefixSums(group: number): Shares {
    return new Shares(this.value.prefixSums(group), this.mac.prefixSums(group));
  }

  /** Element indices[i] at place i, public 0 where indices[i] is -1. @throws UsageError INVALID_ARGUMENT */
  gather(indices: Int32Array): Shares {
    return new Shares(this.value.gather(indices), this.mac.gather(indices));
  }

  /** Elements from..to-1, sharing memory with this. */
  slice(from: number, to: number): Shares {
    return new Shares(this.value.slice(from, to), this.mac.slice(from, to));
  }

  concat(...ys: readonly Shares[]): Shares {
    return new Shares(this.value.concat(...ys.map((y) => y.value)), this.mac.concat(...ys.map((y) => y.mac)));
  }

  /** One share repeated n times. */
  repeat(n: number): Shares {
    const zeros = Vector.zeros(this.value.arena, n);
    return new Shares(zeros.plus(this.value.span), zeros.plus(this.mac.span));
  }
}
