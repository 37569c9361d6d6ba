// Granting tuples to sessions. A lease is what one session gets: ranges that leave the inventory when they are chosen, so that of two
// sessions that ask at once each sees what the other got; the ledger when they are settled, which comes before they are
// confirmed; and the disk when they are read. However a lease ends, its ranges stay gone.

import { SecurityAbort, UsageError } from '../../errors.js';
import type { Arena } from '../../kernel/index.js';
import type { BatchSpec } from '../kinds.js';
import type { BatchMaterial } from '../material.js';
import { checkProposal, type ProposedRange } from './check.js';
import type { StoreCore } from './core.js';
import type { Batch } from './inventory.js';
import type { Entry } from './ledger-format.js';
import { type Assignment, plan } from './plan.js';
import { ReadFailure, readInto, roomFor } from './reading.js';

/** The tuples of one session. Ends with `read` or `release`. */
export interface Lease {
  readonly spec: BatchSpec;
  readonly assignment: Assignment;
}

export class Grants {
  readonly #open = new Map<Lease, readonly Entry[]>();

  constructor(private readonly core: StoreCore) {}

  /**
   * The sequencer's choice for a session, taken out at once.
   * @throws UsageError TUPLES_EXHAUSTED, WRONG_STATE (unagreed)
   */
  propose(spec: BatchSpec): Lease {
    this.core.accord.require();
    return this.#take(spec, plan(this.core.inventory, spec));
  }

  /**
   * What the sequencer chose, taken out at once if this party finds nothing wrong with it.
   * @throws UsageError WRONG_STATE (unagreed)
   */
  accept(spec: BatchSpec, ranges: readonly ProposedRange[]): Lease | { readonly fault: string } {
    this.core.accord.require();
    const verdict = checkProposal(this.core.inventory, spec, ranges);
    if ('assignment' in verdict) return this.#take(spec, verdict.assignment);
    if (verdict.missing) this.core.accord.disturb();
    return verdict;
  }

  /**
   * Makes durable that the lease is gone. Only then may the party confirm it.
   * @throws UsageError WRONG_STATE when it has ended, or another process has the store; what the file system throws
   */
  async settle(lease: Lease): Promise<void> {
    const entries = this.#open.get(lease);
    if (entries === undefined) throw new UsageError('WRONG_STATE', 'this lease has ended');
    await this.core.ledger.append(entries);
  }

  /**
   * Reads a settled lease.
   * @param arena receives the tuples; room is made before this returns
   * @throws SecurityAbort STORE_DAMAGED: the batch is given up, and the parties have to agree anew
   */
  async read(lease: Lease, arena: Arena): Promise<BatchMaterial> {
    const { place } = this.core;
    try {
      const room = roomFor(arena, lease.spec, place.owner);
      return await readInto(place, room, lease.assignment);
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      if (error.cause instanceof SecurityAbort) await this.core.giveUp(error.batch);
      throw error.cause;
    } finally {
      this.release(lease);
    }
  }

  /** Ends a lease. */
  release(lease: Lease): void {
    if (this.#open.delete(lease)) this.core.retire(this.batches);
  }

  get open(): Assignment[] {
    return [...this.#open.keys()].map(({ assignment }) => assignment);
  }

  /** Batches that somebody may still read. */
  get batches(): Set<Batch> {
    return new Set(this.open.flatMap((assignment) => assignment.flat().map(({ batch }) => batch)));
  }

  #take(spec: BatchSpec, assignment: Assignment): Lease {
    const lease = { spec, assignment };
    this.#open.set(lease, this.core.inventory.spend(assignment.flat()));
    return lease;
  }
}
