export { centered, inverse, mod, pow } from './field.js';
export { Vector } from './vector.js';
