// The tuples of one party under one MAC key, on disk. Batches come in whole, made and checked by all parties; sessions take ranges
// that the parties agree on (reserve.ts). The rules, each enforced by this party alone:
//
//     - a batch is part of the store when its file and its entry in the ledger are durable, and can be taken from when it is
//       committed: all parties have it;
//     - the ledger moves before a tuple is handed out: a crash loses tuples and never repeats one;
//     - nothing is granted after opening before the parties have compared what they hold and what is gone (reconcile.ts).
//
// @hazard Whoever restores an old state of the directory relies on the other parties' memory: what they claim to be gone is gone.
// If *all* parties that remember are corrupt, or all are restored, tuples come twice. Keep the store out of backups.

import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import type { BatchSpec } from '../kinds.js';
import { hashSpec, requireSpec } from '../spec.js';
import { type Claim, changesFor, claimOf, type Outcome, outcomeOf } from './agreement.js';
import { StoreCore } from './core.js';
import type { Files } from './files.js';
import { Grants } from './grants.js';
import type { Inventory, Range } from './inventory.js';
import type { Entry } from './ledger-format.js';
import { batchOf, openParts, requireDigest } from './opening.js';
import type { Owner } from './place.js';
import { type Shortfall, shortfall } from './plan.js';
import { hex } from './proposal.js';
import { newSalt, StoreKey } from './sealing.js';
import { type BatchContent, columnsOf } from './segment-writer.js';
import { putSegment, type SegmentContent } from './shelf.js';
import { kindsOf, type Marks, type Refill, refillsOf, type StoreStatus } from './status.js';

export interface StoreOptions extends Owner {
  /** A directory for this MAC key alone. */
  readonly files: Files;
  /** 32 secret bytes: encrypts and authenticates everything in the directory. */
  readonly key: Uint8Array;
  readonly kernel: Kernel;
  readonly marks?: Marks;
  /** For tests: bytes of a chunk, blocks of the ledger before it is written anew. */
  readonly chunkBytes?: number;
  readonly rotateBlocks?: number;
}

export interface NewBatch {
  /** 32 bytes, equal at all parties, never used for another batch. */
  readonly batchHash: Uint8Array;
  readonly spec: BatchSpec;
  readonly content: BatchContent;
}

export class TupleStore {
  /** For reserve.ts. */
  readonly grants: Grants;
  readonly #core: StoreCore;
  readonly #options: StoreOptions;
  readonly #appending = new Set<string>();

  private constructor(core: StoreCore, options: StoreOptions) {
    this.#core = core;
    this.#options = options;
    this.grants = new Grants(core);
  }

  /**
   * Opens the store of a directory, or begins one. A process that had it open before can no longer hand out anything.
   * @throws SecurityAbort STORE_DAMAGED; UsageError DATA_INVALID (another party's or key's), WRONG_STATE (another process was faster)
   */
  static async open(options: StoreOptions): Promise<TupleStore> {
    const { files, kernel, keyId, party, parties, rotateBlocks } = options;
    requireDigest(keyId, 'a key id');
    requireSpec([], parties);
    const owner = { keyId: keyId.slice(), party, parties };
    const place = { files, storeKey: new StoreKey(options.key), owner };
    const { inventory, ledger, damaged } = await openParts(place, kernel, rotateBlocks);
    return new TupleStore(new StoreCore(place, inventory, ledger, damaged), options);
  }

  get owner(): Owner {
    return this.#core.place.owner;
  }

  get state(): StoreStatus['state'] {
    return this.#core.ledger.failed ? 'failed' : this.#core.accord.state;
  }

  /**
   * Stores a batch durably; it can be taken from after `commit`.
   * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED, LENGTH_MISMATCH, NOT_CANONICAL; WRONG_STATE for a hash that is known here,
   *         or when the parties have agreed anew meanwhile: nothing of the batch stays
   */
  async append({ batchHash, spec, content }: NewBatch): Promise<void> {
    requireDigest(batchHash, 'a batch hash');
    requireSpec(spec, this.owner.parties);
    const hash = batchHash.slice();
    const id = hex(hash);
    if (this.#inventory.get(id) !== undefined || this.#appending.has(id)) {
      throw new UsageError('WRONG_STATE', `batch ${id} is here already`);
    }
    const { kernel, chunkBytes } = this.#options;
    const columns = columnsOf(content, spec, this.owner, kernel);
    this.#appending.add(id);
    try {
      await this.#append(id, { hash, spec, columns, ...(chunkBytes === undefined ? {} : { chunkBytes }) });
    } finally {
      this.#appending.delete(id);
    }
  }

  /** The batch is complete at all parties. Idempotent. @throws UsageError WRONG_STATE when it is not here */
  async commit(batchHash: Uint8Array): Promise<void> {
    const batch = this.#inventory.get(hex(batchHash));
    if (batch === undefined) throw new UsageError('WRONG_STATE', `batch ${hex(batchHash)} is not here`);
    if (batch.committed) return;
    await this.#core.ledger.append([{ type: 'committed', batch: batch.number }], () => {
      batch.committed = true;
    });
  }

  /** Forgets a batch, committed or not, and removes it; nothing when it is not here. */
  async drop(batchHash: Uint8Array): Promise<void> {
    const batch = this.#inventory.get(hex(batchHash));
    if (batch !== undefined) await this.#core.forget([batch]);
  }

  /** Burns all tuples that were made for a matrix, as soon as nobody will ask for them again. */
  async discardMatrix(matrix: string): Promise<void> {
    const ranges: Range[] = [];
    for (const batch of this.#inventory.batches) {
      for (const [stock, { demand, items }] of batch.stocks.entries()) {
        if (demand.kind === 'matvec' && demand.matrix === matrix) ranges.push({ batch, stock, from: 0, to: items });
      }
    }
    await this.#core.ledger.append(this.#inventory.spend(ranges));
    this.#retire();
  }

  status(): StoreStatus {
    const batches = [...this.#inventory.batches];
    return {
      state: this.state,
      kinds: this.#kinds(),
      batches: batches.length,
      uncommitted: batches.filter(({ committed }) => !committed).length,
      bytes: batches.reduce((sum, { segment }) => sum + segment.bytes, 0),
      damaged: [...this.#core.damaged],
    };
  }

  /** What a forecast needs and the store lacks; empty when it can be served. @throws UsageError as requireSpec */
  shortfall(forecast: BatchSpec): Shortfall[] {
    requireSpec(forecast, this.owner.parties);
    return shortfall(this.#inventory, forecast);
  }

  /** Kinds that are below their low marks. */
  refills(): Refill[] {
    return refillsOf(this.#kinds(), this.#options.marks ?? {});
  }

  /** Waits for what is being written, and closes. Leases that are still read fail. */
  close(): Promise<void> {
    return this.#core.close();
  }

  /** Begins an agreement: no grants until it ends. @throws UsageError WRONG_STATE when one is under way */
  beginAgreement(): Claim {
    this.#core.accord.begin();
    return claimOf(this.#inventory);
  }

  /** What the claims of all parties come to; or the number of a party that claims what cannot be. */
  outcomeOf(claims: readonly Claim[]): Outcome | number {
    return outcomeOf(claims, this.#inventory);
  }

  /** Makes the outcome of an agreement durable. */
  async adopt(outcome: Outcome): Promise<void> {
    const { dropped, committed, spent } = changesFor(this.#inventory, outcome);
    const entries: Entry[] = committed.map(({ number }) => ({ type: 'committed', batch: number }));
    await this.#core.ledger.append([...entries, ...this.#inventory.spend(spent)], () => {
      for (const batch of committed) batch.committed = true;
    });
    await this.#core.forget(dropped);
    this.#retire();
  }

  endAgreement(agreed: boolean): void {
    this.#core.accord.end(agreed);
  }

  get #inventory(): Inventory {
    return this.#core.inventory;
  }

  async #append(id: string, content: Omit<SegmentContent, 'salt'>): Promise<void> {
    const { accord, inventory, ledger, place } = this.#core;
    const { epoch } = accord;
    const salt = newSalt();
    const { hash, spec } = content;
    const segment = await putSegment(place, id, { ...content, salt });
    const number = inventory.number();
    const specDigest = hashSpec(this.#options.kernel, spec);
    const batch = batchOf({ number, hash, specDigest, salt, committed: false, spent: new Map() }, segment);
    await ledger.append([{ type: 'appended', batch: number, hash, specDigest, salt }], () => inventory.add(batch));
    if (epoch === accord.epoch) return;
    await this.#core.forget([batch]);
    throw new UsageError('WRONG_STATE', `the parties have agreed anew while batch ${id} was written: make another`);
  }

  #kinds() {
    return kindsOf(this.#inventory.batches, this.grants.open, this.#options.marks ?? {});
  }

  #retire(): void {
    this.#core.retire(this.grants.batches);
  }
}
