// What a party holds under one MAC key: its share of the key, the store of tuples, and the matrices of this life of the process.

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../../client/encoding.js';
import type { Arena, Kernel } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { directoryFiles, TupleStore } from '../../preprocessing/store/index.js';
import type { StoredKey } from './key-file.js';
import { Matrices } from './matrices.js';

/** The key that tuples are made under, from the first set-up on. */
export interface PinnedKey {
  readonly keyId: Uint8Array;
  /** alpha_i. */
  readonly macKey: Vector;
}

export interface Holding {
  readonly pinned: PinnedKey;
  readonly store: TupleStore;
  readonly matrices: Matrices;
}

export interface HoldingOptions {
  readonly id: number;
  readonly parties: number;
  readonly kernel: Kernel;
  /** Of stores, one per MAC key. */
  readonly directory: string;
  /** 32 secret bytes. */
  readonly storeKey: Uint8Array;
}

/** Opens the store of a key, and removes those of others: their tuples are of no use any more. @param arena receives alpha_i */
export async function openHolding(options: HoldingOptions, arena: Arena, key: StoredKey): Promise<Holding> {
  const { id, parties, kernel, directory, storeKey } = options;
  const { keyId } = key;
  const name = toHex(keyId);
  for (const other of await readdir(directory).catch(() => [])) {
    if (other !== name) await rm(join(directory, other), { recursive: true, force: true });
  }
  const files = await directoryFiles(join(directory, name));
  const store = await TupleStore.open({ files, key: storeKey, kernel, keyId, party: id, parties });
  // Matrices live in memory: those of an earlier life are gone.
  for (const { key: kind } of store.status().kinds) {
    const [tuple, matrix] = kind.split('/');
    if (tuple === 'matvec' && matrix !== undefined) await store.discardMatrix(matrix);
  }
  const macKey = Vector.fromBytes(arena, key.macKey);
  return { pinned: { keyId, macKey }, store, matrices: new Matrices() };
}
