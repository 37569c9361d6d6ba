// What went wrong with a reservation, and whether it may be tried again in the same session.

import { ChannelError, TesseraError, UsageError } from '../../errors.js';
import type { Channel } from '../../protocol/step.js';
import type { Link } from '../ports.js';

/** What making more tuples, or agreeing again, may mend. */
export function mayWait(error: unknown): boolean {
  if (error instanceof UsageError) return error.code === 'TUPLES_EXHAUSTED' || error.code === 'WRONG_STATE';
  return error instanceof ChannelError && error.code === 'REFUSED';
}

/** What shows that the parties do not hold the same. */
export function disagrees(error: unknown): boolean {
  const { code } = error instanceof TesseraError ? error : { code: '' };
  return code === 'WRONG_STATE' || code === 'REFUSED' || code === 'SESSION_MISMATCH' || code === 'STORE_DAMAGED';
}

/** Knows whether an error came from the channel, where a repetition is of no use. */
export class WatchedChannel implements Channel {
  failed = false;
  readonly party: number;
  readonly parties: number;

  constructor(private readonly link: Link) {
    this.party = link.party;
    this.parties = link.parties;
  }

  async exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]> {
    try {
      return await this.link.exchange(out, expect);
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}
