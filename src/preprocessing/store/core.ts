// What the parts of an open store share, and how batches leave it: the ledger forgets them first, then their files go.

import { Accord } from './accord.js';
import { type Batch, type Inventory, isExhausted } from './inventory.js';
import type { Ledger } from './ledger.js';
import type { StorePlace } from './place.js';
import { eraseSegment, setAside } from './shelf.js';

export class StoreCore {
  readonly accord = new Accord();
  /** Ids of batches that were lost because their files were not as they were written. */
  readonly damaged: string[];
  /** Removals that go on in the background. */
  #chores: Promise<unknown> = Promise.resolve();

  constructor(
    readonly place: StorePlace,
    readonly inventory: Inventory,
    readonly ledger: Ledger,
    damaged: readonly string[],
  ) {
    this.damaged = [...damaged];
  }

  async forget(batches: readonly Batch[]): Promise<void> {
    for (const batch of batches) this.inventory.delete(batch);
    await this.ledger.append(batches.map(({ number }) => ({ type: 'dropped', batch: number })));
    for (const { id, segment } of batches) await eraseSegment(this.place, id, segment.bytes);
  }

  /** A batch whose file turned out damaged: the parties have to agree anew. */
  async giveUp(batch: Batch): Promise<void> {
    if (this.inventory.get(batch.id) !== batch) return;
    this.damaged.push(batch.id);
    this.accord.disturb();
    this.inventory.delete(batch);
    await this.ledger.append([{ type: 'dropped', batch: batch.number }]);
    await setAside(this.place, batch.id);
  }

  /** Removes, in the background, batches of which nothing is left. @param inUse batches that are still read */
  retire(inUse: ReadonlySet<Batch>): void {
    const gone = [...this.inventory.batches].filter((batch) => isExhausted(batch) && !inUse.has(batch));
    if (gone.length === 0) return;
    for (const batch of gone) this.inventory.delete(batch);
    // What fails here is mended by the next opening; a ledger that fails says so to whoever needs it.
    this.#chores = this.#chores.then(() => this.forget(gone)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#chores;
    await this.ledger.close();
    this.place.storeKey.destroy();
  }
}
