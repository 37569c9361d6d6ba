// Functions of secret fixed-point numbers.

export { divide, reciprocal } from './divide.js';
export { decode, encode, MAX_FRACTION, type PublicNumbers } from './encoding.js';
export { exponential } from './exponential.js';
export { binaryLogarithm, naturalLogarithm } from './logarithm.js';
export { inverseSquareRoot, squareRoot } from './root.js';
