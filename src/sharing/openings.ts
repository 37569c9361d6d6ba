// What has been opened and not yet been checked. A session's state moves
//
//     clean -> pending (something was opened) -> checking (the MAC check runs) -> clean
//                                                      \-> burnt (a check failed; nothing goes out any more)
//
// Opened is not output: until the check has passed, an opened value may be what a corrupt party made of it. Records are
// numbered, so that a branch can wait for what it depends on: an opening is recorded before its value is returned, hence nothing
// computed so far depends on a record with a number from `mark()` on.

import { UsageError } from '../errors.js';
import type { Vector } from '../math/vector.js';

/** Opened public values with this party's MAC shares on them. */
export interface OpenedBatch {
  /** null stands for zeros: the claim "these secrets are 0", whose shares are never opened. */
  readonly values: Vector | null;
  readonly macs: Vector;
}

/** What one check is about. */
export interface CheckBatch {
  readonly opened: readonly OpenedBatch[];
  /** Claims of another key than alpha: the parties' vectors add up to 0 element by element (row tags). */
  readonly claims: readonly Vector[];
  /** Number of the oldest record in it. */
  readonly first: number;
}

export class Openings {
  private opened: OpenedBatch[] = [];
  private claims: Vector[] = [];
  /** Number of the next record, and of the oldest one that is pending. */
  private next = 0;
  private firstPending = 0;
  private readonly checking = new Set<CheckBatch>();
  private burnt = false;
  /** How many elements were opened in this session, checked or not. */
  total = 0;

  /** Records opened values; macs[k] are this party's MAC shares. */
  addOpened(values: Vector, macs: Vector): void {
    this.total += values.length;
    this.opened.push({ values, macs });
    this.next++;
  }

  /** Records the claim that the secrets with these MAC shares are all 0. */
  addZero(macs: Vector): void {
    this.opened.push({ values: null, macs });
    this.next++;
  }

  /** Records opened values whose check is the claim that the parties' `shares` add up to 0. */
  addZeroSum(values: Vector, shares: Vector): void {
    this.total += values.length;
    this.claims.push(shares);
    this.next++;
  }

  /** Everything recorded so far has a smaller number. */
  mark(): number {
    return this.next;
  }

  /** True when everything recorded before the mark has passed its check. */
  settled(mark: number): boolean {
    if (this.waiting(mark)) return false;
    for (const { first } of this.checking) if (first < mark) return false;
    return !this.burnt;
  }

  /** True when something recorded before the mark is not in any check yet. */
  waiting(mark: number): boolean {
    return this.firstPending < this.next && this.firstPending < mark;
  }

  /** True when every opening has passed its check. */
  get clean(): boolean {
    return this.settled(this.next);
  }

  /** Hands everything pending to a check, which must end in `passed` or `failed`. */
  take(): CheckBatch {
    this.requireUsable();
    const batch = { opened: this.opened, claims: this.claims, first: this.firstPending };
    this.opened = [];
    this.claims = [];
    this.firstPending = this.next;
    this.checking.add(batch);
    return batch;
  }

  passed(batch: CheckBatch): void {
    this.checking.delete(batch);
  }

  failed(): void {
    this.burnt = true;
  }

  /** @throws UsageError WRONG_STATE after a failed check */
  requireUsable(): void {
    if (this.burnt) throw new UsageError('WRONG_STATE', 'a check failed in this session; its material is burnt');
  }

  /** @throws UsageError UNCHECKED_OPENINGS unless everything before the mark is checked; WRONG_STATE after a failed check */
  requireSettled(mark: number, purpose: string): void {
    this.requireUsable();
    if (!this.settled(mark)) throw new UsageError('UNCHECKED_OPENINGS', `${purpose} needs all openings checked first`);
  }

  /** @throws as requireSettled, about everything */
  requireClean(purpose: string): void {
    this.requireSettled(this.next, purpose);
  }
}
