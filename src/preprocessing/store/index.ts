// The durable store of one party's tuples: deposit what was made, reconcile after opening, reserve for a session.
export { deposit } from './deposit.js';
export { directoryFiles } from './directory.js';
export type { FileReader, Files, FileWriter } from './files.js';
export type { Shortfall } from './plan.js';
export { reconcile } from './reconcile.js';
export { reserve } from './reserve.js';
export { STORE_KEY_BYTES } from './sealing.js';
export type { BatchContent } from './segment-writer.js';
export type { KindStatus, Mark, Marks, Refill, StoreStatus } from './status.js';
export { type NewBatch, type StoreOptions, TupleStore } from './store.js';
