// Integers below 2^53 as doubles.

import { type Arithmetic, type Rounding, roundsUp, type Values } from './arithmetic.js';

export const numbers: Arithmetic<Float64Array> = {
  of(values: Values) {
    if (values instanceof Float64Array) return values;
    const z = new Float64Array(values.length);
    for (let i = 0; i < z.length; i++) z[i] = Number(values[i]);
    return z;
  },

  fill: (n, value) => new Float64Array(n).fill(Number(value)),
  zeros: (n) => new Float64Array(n),

  add(x, y) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as number) + (y[i] as number);
    return z;
  },

  sub(x, y) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as number) - (y[i] as number);
    return z;
  },

  mul(x, y) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as number) * (y[i] as number);
    return z;
  },

  sums(x, group) {
    const z = new Float64Array(x.length / group);
    for (let g = 0, i = 0; g < z.length; g++) {
      let sum = 0;
      for (const end = i + group; i < end; i++) sum += x[i] as number;
      z[g] = sum;
    }
    return z;
  },

  prefixSums(x, group) {
    const z = new Float64Array(x.length);
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      sum = (i % group === 0 ? 0 : sum) + (x[i] as number);
      z[i] = sum;
    }
    return z;
  },

  times(matrix, rows, columns, x) {
    const z = new Float64Array(rows);
    for (let row = 0, k = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < columns; column++, k++) sum += (matrix[k] as number) * (x[column] as number);
      z[row] = sum;
    }
    return z;
  },

  transposedTimes(matrix, rows, columns, x) {
    const z = new Float64Array(columns);
    for (let row = 0, k = 0; row < rows; row++) {
      const factor = x[row] as number;
      for (let column = 0; column < columns; column++, k++)
        z[column] = (z[column] as number) + (matrix[k] as number) * factor;
    }
    return z;
  },

  truncate(x, shift, rounding: Rounding) {
    const z = new Float64Array(x.length);
    const unit = 2 ** shift;
    for (let i = 0; i < z.length; i++) {
      const exact = (x[i] as number) / unit;
      const floor = Math.floor(exact);
      z[i] = floor + (roundsUp(rounding, exact - floor) ? 1 : 0);
    }
    return z;
  },

  bit(x, bit) {
    const z = new Float64Array(x.length);
    const unit = 2 ** bit;
    for (let i = 0; i < z.length; i++) z[i] = Math.floor((x[i] as number) / unit) % 2;
    return z;
  },

  nonNegative(x) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = (x[i] as number) >= 0 ? 1 : 0;
    return z;
  },

  isZero(x) {
    const z = new Float64Array(x.length);
    for (let i = 0; i < z.length; i++) z[i] = x[i] === 0 ? 1 : 0;
    return z;
  },

  outside(x, min, max) {
    const low = Number(min);
    const high = Number(max);
    return x.findIndex((value) => !(value >= low && value <= high));
  },
};
