// What has been opened and not yet been checked. A session's state moves
//
//     clean -> pending (something was opened) -> checking (the MAC check runs) -> clean
//                                                      \-> burnt (a check failed; nothing goes out any more)
//
// and shares of an output leave only from `clean`. Opened is not output: until the check has passed, an opened value may
// be what a corrupt party made of it.

import { UsageError } from '../errors.js';
import type { Vector } from '../math/vector.js';

/** Opened public values with this party's MAC shares on them. */
export interface OpenedBatch {
  /** null stands for zeros: the claim "these secrets are 0", whose shares are never opened. */
  readonly values: Vector | null;
  readonly macs: Vector;
}

export class Openings {
  private pending: OpenedBatch[] = [];
  private claims: Vector[] = [];
  private checking = 0;
  private burnt = false;
  /** How many elements were opened in this session, checked or not. */
  total = 0;

  /** Records opened values; macs[k] are this party's MAC shares. */
  addOpened(values: Vector, macs: Vector): void {
    this.total += values.length;
    this.pending.push({ values, macs });
  }

  /** Records the claim that the secrets with these MAC shares are all 0. */
  addZero(macs: Vector): void {
    this.pending.push({ values: null, macs });
  }

  /** Records a claim of another key than alpha: the parties' vectors add up to 0 element by element (row tags). */
  addZeroSum(shares: Vector): void {
    this.claims.push(shares);
  }

  /** True when every opening has passed its check. */
  get clean(): boolean {
    return this.unchecked === 0 && this.checking === 0 && !this.burnt;
  }

  /** How many batches wait for a check. */
  get unchecked(): number {
    return this.pending.length + this.claims.length;
  }

  /** Hands everything pending to a check, which must end in `passed` or `failed`. */
  take(): { opened: readonly OpenedBatch[]; claims: readonly Vector[] } {
    this.requireUsable();
    const taken = { opened: this.pending, claims: this.claims };
    this.pending = [];
    this.claims = [];
    this.checking++;
    return taken;
  }

  passed(): void {
    this.checking--;
  }

  failed(): void {
    this.burnt = true;
  }

  /** @throws UsageError WRONG_STATE after a failed check */
  requireUsable(): void {
    if (this.burnt) throw new UsageError('WRONG_STATE', 'a check failed in this session; its material is burnt');
  }

  /** The guard in front of every share of an output, and of closing. @throws UsageError UNCHECKED_OPENINGS, WRONG_STATE */
  requireClean(purpose: string): void {
    this.requireUsable();
    if (!this.clean) {
      const waiting = this.unchecked + this.checking;
      throw new UsageError('UNCHECKED_OPENINGS', `${purpose} needs all openings checked; ${waiting} batches are not`);
    }
  }
}
