// Whose store it is, and where.

import type { Files } from './files.js';
import type { StoreKey } from './sealing.js';

/** Part of what everything in the store is authenticated with. */
export interface Owner {
  /** 32 bytes: names the MAC key. */
  readonly keyId: Uint8Array;
  readonly party: number;
  readonly parties: number;
}

export interface StorePlace {
  readonly files: Files;
  readonly storeKey: StoreKey;
  readonly owner: Owner;
}
