// What clients prove about their inputs. The preprocessing proves ranges in the same way, so it is told further down:
// src/sharing/range-proof.

export * from '../sharing/range-proof/statement.js';
