// Random draws for synthetic data that are the same on every machine: only operations that IEEE 754 rounds exactly (+ - * /), because
// the logarithms, powers and exponentials of two JavaScript engines may differ in the last bit. Sources: [Neu51] for exponential
// variables by comparisons alone; a sum of twelve uniforms for normal ones.

import { xoshiro128 } from './prng.js';

/**
 * A stream of draws; the same seed gives the same stream everywhere.
 * @hazard predictable by design: never for keys, masks or shares.
 */
export class Draws {
  readonly #next: () => number;

  constructor(seed: number | string) {
    this.#next = xoshiro128(seed);
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** The index of a weight, drawn in proportion to the weights. @param weights none negative, their sum positive */
  weighted(weights: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] as number;
    let left = sum * this.uniform();
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] as number;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** Exponentially distributed with mean 1. @source [Neu51] */
  exponential(): number {
    // u_1 > u_2 > ... > u_n <= u_(n+1) has an odd n with probability e^-u_1 given u_1; each failure shifts the result by 1.
    for (let whole = 0; ; whole++) {
      const first = this.uniform();
      let last = first;
      let length = 1;
      for (let u = this.uniform(); u < last; u = this.uniform()) {
        last = u;
        length++;
      }
      if (length % 2 === 1) return whole + first;
    }
  }

  /** About normally distributed with mean 0 and variance 1; never beyond 6. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }
}

/** (1 + x / 1024)^1024: within 3 % of e^x for |x| <= 7, and the same on every machine. */
export function roughExp(x: number): number {
  let power = 1 + x / 1024;
  for (let i = 0; i < 10; i++) power *= power;
  return power;
}
