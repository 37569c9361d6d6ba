// Integers of 64 bits.

import { type Arithmetic, type Rounding, roundsUp, type Values } from './arithmetic.js';

export const bigs: Arithmetic<BigInt64Array> = {
  of(values: Values) {
    if (values instanceof BigInt64Array) return values;
    const z = new BigInt64Array(values.length);
    for (let i = 0; i < z.length; i++) z[i] = BigInt(values[i] as number);
    return z;
  },

  fill: (n, value) => new BigInt64Array(n).fill(value),
  zeros: (n) => new BigInt64Array(n),

  add(x, y) {
    const z = new BigInt64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as bigint) + (y[i] as bigint);
    return z;
  },

  sub(x, y) {
    const z = new BigInt64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as bigint) - (y[i] as bigint);
    return z;
  },

  mul(x, y) {
    const z = new BigInt64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as bigint) * (y[i] as bigint);
    return z;
  },

  sums(x, group) {
    const z = new BigInt64Array(x.length / group);
    for (let g = 0, i = 0; g < z.length; g++) {
      let sum = 0n;
      for (const end = i + group; i < end; i++) sum += x[i] as bigint;
      z[g] = sum;
    }
    return z;
  },

  prefixSums(x, group) {
    const z = new BigInt64Array(x.length);
    let sum = 0n;
    for (let i = 0; i < z.length; i++) {
      sum = (i % group === 0 ? 0n : sum) + (x[i] as bigint);
      z[i] = sum;
    }
    return z;
  },

  times(matrix, rows, columns, x) {
    const z = new BigInt64Array(rows);
    for (let row = 0, k = 0; row < rows; row++) {
      let sum = 0n;
      for (let column = 0; column < columns; column++, k++) sum += (matrix[k] as bigint) * (x[column] as bigint);
      z[row] = sum;
    }
    return z;
  },

  transposedTimes(matrix, rows, columns, x) {
    const z = new BigInt64Array(columns);
    for (let row = 0, k = 0; row < rows; row++) {
      const factor = x[row] as bigint;
      for (let column = 0; column < columns; column++, k++)
        z[column] = (z[column] as bigint) + (matrix[k] as bigint) * factor;
    }
    return z;
  },

  truncate(x, shift, rounding: Rounding) {
    const z = new BigInt64Array(x.length);
    const places = BigInt(shift);
    const mask = (1n << places) - 1n;
    const unit = 2 ** shift;
    for (let i = 0; i < z.length; i++) {
      const value = x[i] as bigint;
      z[i] = (value >> places) + (roundsUp(rounding, Number(value & mask) / unit) ? 1n : 0n);
    }
    return z;
  },

  bit(x, bit) {
    const z = new Float64Array(x.length);
    const places = BigInt(bit);
    for (let i = 0; i < z.length; i++) z[i] = Number(((x[i] as bigint) >> places) & 1n);
    return z;
  },

  nonNegative(x) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as bigint) >= 0n ? 1 : 0;
    return z;
  },

  isZero(x) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = x[i] === 0n ? 1 : 0;
    return z;
  },

  outside: (x, min, max) => x.findIndex((value) => value < min || value > max),
};
