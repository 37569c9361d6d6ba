// Parties that get their tuples from a dealer, all in one process.

import type { Arena, Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import type { BatchSource } from '../../src/preprocessing/batch.js';
import {
  Dealer,
  type DealtBatch,
  decodeDealt,
  encodeDealt,
  expandBatch,
} from '../../src/preprocessing/dealer/index.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import type { TaskRunner } from '../../src/preprocessing/tasks.js';
import { type LawParties, total } from './tuple-checks.js';

export const KEY_ID = new Uint8Array(32).fill(0xa1);

/** 32 bytes that name a batch. */
export function batchName(number: number): Uint8Array {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, number);
  return id;
}

/** Lets a test look at, or change, what a party receives. */
export type OnTheWay = (party: number, dealt: DealtBatch) => DealtBatch;

export interface DealtOptions {
  readonly kernel: Kernel;
  readonly parties: number;
  readonly runner?: TaskRunner;
  readonly onTheWay?: OnTheWay;
}

/** Shape and place of the matrix the laws use: a part of an upload batch, not from its beginning. */
const ROWS = 6;
const COLUMNS = 9;
const UPLOAD: BatchSpec = [
  { kind: 'zeroTest', n: 1 },
  { kind: 'inputMask', n: 100 },
];
const OFFSET = 31;

/** Expands one batch at all parties. */
export async function dealAll(
  dealer: Dealer,
  arena: Arena,
  batchId: Uint8Array,
  spec: BatchSpec,
  onTheWay: OnTheWay = (_, dealt) => dealt,
): Promise<BatchSource[]> {
  const { parties } = dealer;
  const sources: BatchSource[] = [];
  for (let party = 0; party < parties; party++) {
    const bytes = encodeDealt(await dealer.deal({ keyId: KEY_ID, batchId, spec, party }));
    const dealt = onTheWay(party, decodeDealt(bytes));
    sources.push(expandBatch(arena.kernel, arena, { party, parties, spec, dealt }));
  }
  return sources;
}

export async function dealtParties(options: DealtOptions): Promise<LawParties & { readonly dealer: Dealer }> {
  const { kernel, parties, runner } = options;
  const masterSeed = new Uint8Array(32).fill(0x5e);
  const dealer = new Dealer({ kernel, masterSeed, parties, ...(runner === undefined ? {} : { runner }) });
  const arena = kernel.newArena();
  const macKeys = Array.from({ length: parties }, (_, i) => Vector.fromBytes(arena, dealer.keyShare(KEY_ID, i)));
  const upload = await dealAll(dealer, arena, batchName(0), UPLOAD);
  const masks = total(upload.map((source) => source.takeInputMasks(100).value));
  const part = { batchId: batchName(0), spec: UPLOAD, offset: OFFSET, columns: COLUMNS };
  const id = dealer.registerMatrix({
    keyId: KEY_ID,
    parts: [
      { ...part, rows: 2 },
      { ...part, rows: ROWS - 2 },
    ],
  });
  const entries = masks.slice(OFFSET, OFFSET + 2 * COLUMNS).concat(masks.slice(OFFSET, OFFSET + (ROWS - 2) * COLUMNS));
  let batches = 1;
  return {
    kernel,
    dealer,
    macKeys,
    matrix: { id, rows: ROWS, columns: COLUMNS, entries },
    sources: (spec) => dealAll(dealer, arena, batchName(batches++), spec, options.onTheWay),
    release() {
      dealer.close();
      arena.release();
    },
  };
}
