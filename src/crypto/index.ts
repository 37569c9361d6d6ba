export { hash, sha256 } from './hash.js';
export { type RandomBytes, seededRandom, systemRandom } from './random.js';
