// The values a statement is proven about. The preprocessing proves ranges in the same way, so it is told further down:
// src/sharing/range-proof.

export * from '../sharing/range-proof/witness.js';
