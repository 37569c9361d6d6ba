export { hash } from './hash.js';
export { type RandomBytes, seededRandom, systemRandom } from './random.js';
