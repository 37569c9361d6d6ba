// Do the parties agree on what they hold?
//
//     unagreed (opened, or something was lost) -> agreeing (reconcile.ts runs, nothing is granted) -> agreed
//         ^------------------ it failed ------------------/                                            /
//         \-------------- this party lost or lacks a batch that the others have ----------------------/

import { UsageError } from '../../errors.js';

export class Accord {
  #state: 'unagreed' | 'agreeing' | 'agreed' = 'unagreed';
  #disturbed = false;
  #epoch = 0;

  get state(): 'unagreed' | 'agreeing' | 'agreed' {
    return this.#state;
  }

  /** Counts agreements: what was not complete when one began is not part of it. */
  get epoch(): number {
    return this.#epoch;
  }

  /** @throws UsageError WRONG_STATE when an agreement is under way */
  begin(): void {
    if (this.#state === 'agreeing') throw new UsageError('WRONG_STATE', 'the parties are agreeing already');
    this.#state = 'agreeing';
    this.#disturbed = false;
    this.#epoch++;
  }

  end(agreed: boolean): void {
    this.#state = agreed && !this.#disturbed ? 'agreed' : 'unagreed';
  }

  /** This party's view is no longer what was agreed on, or will not be. */
  disturb(): void {
    this.#disturbed = true;
    if (this.#state === 'agreed') this.#state = 'unagreed';
  }

  /** @throws UsageError WRONG_STATE */
  require(): void {
    if (this.#state === 'agreed') return;
    throw new UsageError('WRONG_STATE', `the store is ${this.#state}: the parties must agree on what they hold first`);
  }
}
