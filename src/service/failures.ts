// Bounds on attempts. The MAC key survives a failed check, and each failure lets an attacker rule out a few of the p values of a
// key: with F failures a forgery passes with probability about 3 F / p at most. So failures are counted and bounded, which
// keeps the promise of 2^-40 far away: 1000 failed checks cost 2^-48.

import { SecurityAbort, UsageError } from '../errors.js';

/** Failed checks under one key, whoever caused them, after which this party computes no more until it is started anew. */
export const MAX_FAILED_CHECKS = 1000;
/** Rejected proofs of one client, after which this party no longer talks to it. */
export const MAX_REJECTED_PROOFS = 100;

export class Failures {
  private checks = 0;
  private readonly proofs = new Map<string, number>();

  /** Counts what an error tells about; returns nothing and throws nothing. */
  record(client: string, error: unknown): void {
    if (!(error instanceof SecurityAbort)) return;
    if (error.code === 'RANGE_PROOF_REJECTED') this.proofs.set(client, (this.proofs.get(client) ?? 0) + 1);
    else if (error.code === 'MAC_CHECK_FAILED') this.checks++;
  }

  /** @throws UsageError LIMIT_EXCEEDED */
  requireTrust(client: string): void {
    if (this.checks >= MAX_FAILED_CHECKS) {
      throw new UsageError('LIMIT_EXCEEDED', `${this.checks} checks failed under this key; start all parties anew`);
    }
    if ((this.proofs.get(client) ?? 0) >= MAX_REJECTED_PROOFS) {
      throw new UsageError(
        'LIMIT_EXCEEDED',
        `${MAX_REJECTED_PROOFS} proofs of this client were rejected; it is shut out`,
      );
    }
  }
}
