// The trusted dealer: what its own process needs (Dealer), and what a party needs to use it (expandBatch).
export { correctionBytes, type DealtBatch, decodeDealt, encodeDealt } from './answer.js';
export { Dealer, type DealerOptions, type DealOrder } from './dealer.js';
export { type ExpandOptions, expandBatch } from './expand.js';
export { type MatrixDescriptor, type MatrixPart, matrixId, parseDescriptor } from './matrix.js';
