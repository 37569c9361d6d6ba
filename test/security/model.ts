// What the simulations of the security arguments share: small prime fields in plain numbers, where everything can be
// enumerated, and the real field in BigInt. Nothing here uses the engine, so that an error in it cannot hide itself.

import { P } from '../../src/params.js';

/** x mod p, also of a negative x. */
export function mod(x: number, p: number): number {
  return ((x % p) + p) % p;
}

/** The same in the real field. */
export function field(x: bigint): bigint {
  return ((x % P) + P) % P;
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** All p^n vectors of n elements below p. */
export function* vectors(p: number, n: number): Generator<number[]> {
  for (let index = 0; index < p ** n; index++) yield range(n).map((i) => Math.floor(index / p ** i) % p);
}

export function dot(x: readonly number[], y: readonly number[], p: number): number {
  return mod(
    x.reduce((sum, xi, i) => sum + xi * (y[i] ?? 0), 0),
    p,
  );
}

/** base^exponent in the real field. */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = field(base);
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

export function inverse(x: bigint): bigint {
  return power(x, P - 2n);
}

/** A value in two additive shares: the honest party's is uniform, the corrupt party's is the rest. */
export function share(value: bigint, dice: Dice): [honest: bigint, corrupt: bigint] {
  const honest = dice.element();
  return [honest, field(value - honest)];
}

/** How often each outcome was seen. */
export class Histogram {
  private readonly counts = new Map<string, number>();

  add(...outcome: readonly (number | bigint)[]): void {
    const key = outcome.join(',');
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  get size(): number {
    return this.counts.size;
  }

  /** Sorted text, equal for equal histograms. */
  toString(): string {
    return [...this.counts]
      .map(([key, n]) => `${key}:${n}`)
      .sort()
      .join(' ');
  }

  /** True when `outcomes` outcomes were seen, each equally often. */
  isUniform(outcomes: number): boolean {
    return this.size === outcomes && new Set(this.counts.values()).size === 1;
  }
}

const WORD = (1n << 64n) - 1n;

/** SplitMix64: reproducible test randomness. TESSERA_SEED repeats a run; assertions print the seed. */
export class Dice {
  readonly seed: bigint;
  private state: bigint;

  constructor(seed = process.env.TESSERA_SEED) {
    this.seed = seed === undefined ? BigInt(Math.floor(Math.random() * 2 ** 52)) : BigInt(seed);
    this.state = this.seed;
  }

  word(): bigint {
    this.state = (this.state + 0x9e3779b97f4a7c15n) & WORD;
    let x = this.state;
    x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD;
    x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & WORD;
    return x ^ (x >> 31n);
  }

  /** Uniform bits, at most 64. */
  bits(n: number): bigint {
    return this.word() >> BigInt(64 - n);
  }

  /** Uniform below p. */
  element(): bigint {
    for (;;) {
      const x = this.bits(61);
      if (x < P) return x;
    }
  }

  below(n: number): number {
    return Number(this.word() % BigInt(n));
  }

  toString(): string {
    return `TESSERA_SEED=${this.seed}`;
  }
}
