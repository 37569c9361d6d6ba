export { evaluate, type PlainInputs, type PlainOptions } from './evaluate.js';
