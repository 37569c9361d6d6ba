// Bounds on attempts. The MAC key survives a failed check, and each failure lets an attacker rule out a few of the p values of a
// key: with F failures a forgery passes with probability about 3 F / p at most, a false range proof of degree D with D F / p. So
// failures are counted and bounded, per client and over all, because anybody can make another client key.

import { SecurityAbort, UsageError } from '../errors.js';

export interface FailureLimits {
  /** Failed MAC checks under one key, whoever caused them, after which this party computes no more: 1000 cost 2^-49. */
  readonly checks: number;
  /** Proofs of one client that this party rejected, after which it no longer talks to that client. */
  readonly proofsPerClient: number;
  /** Proofs of all clients that this party rejected, after which it computes no more: 2^16 of degree 6 cost 2^-42. */
  readonly proofs: number;
}

export const DEFAULT_FAILURE_LIMITS: FailureLimits = { checks: 1000, proofsPerClient: 100, proofs: 2 ** 16 };

export class Failures {
  private checks = 0;
  private proofs = 0;
  private readonly byClient = new Map<string, number>();

  constructor(private readonly limits: FailureLimits = DEFAULT_FAILURE_LIMITS) {}

  /** Counts what an error tells about the MAC key; returns nothing and throws nothing. */
  record(error: unknown): void {
    if (error instanceof SecurityAbort && error.code === 'MAC_CHECK_FAILED') this.checks++;
  }

  /**
   * Counts a proof that this party itself has rejected, as soon as it has: a peer that hears the verdict can keep the session from
   * ending with it. Verdicts of peers do not count: they say nothing about this party's key, and could be false.
   */
  rejectedProof(client: string): void {
    this.proofs++;
    this.byClient.set(client, (this.byClient.get(client) ?? 0) + 1);
  }

  /** @throws UsageError LIMIT_EXCEEDED */
  requireTrust(client: string): void {
    const { checks, proofs, proofsPerClient } = this.limits;
    if (this.checks >= checks || this.proofs >= proofs) {
      const found = `${this.checks} checks failed and ${this.proofs} proofs were rejected under this key`;
      throw new UsageError('LIMIT_EXCEEDED', `${found}; start all parties anew, and the dealer if there is one`);
    }
    if ((this.byClient.get(client) ?? 0) >= proofsPerClient) {
      throw new UsageError('LIMIT_EXCEEDED', `${proofsPerClient} proofs of this client were rejected; it is shut out`);
    }
  }
}
