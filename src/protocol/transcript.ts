// The echo check against equivocation, for three parties or more [DPSZ12]: each party keeps a running hash of all that was
// broadcast, its own messages included, in party order. Parties that were told different things hold
// different digests, and the MAC check compares them before it opens anything. Two parties need none of it.

import { hash } from '../crypto/hash.js';
import type { Kernel } from '../kernel/index.js';
import { DIGEST_BYTES } from '../params.js';

export class Transcript {
  private state: Uint8Array = new Uint8Array(DIGEST_BYTES);

  constructor(
    private readonly kernel: Kernel,
    private readonly parties: number,
  ) {}

  /** Absorbs one broadcast round; messages[j] is what party j said (the own message in the own slot). */
  absorb(messages: readonly Uint8Array[]): void {
    if (this.parties > 2) this.state = hash(this.kernel, 'tessera/transcript', this.state, ...messages);
  }

  /** Digest of everything absorbed so far, 32 bytes; equal at all honest parties or somebody equivocated. */
  digest(): Uint8Array {
    return this.state;
  }
}
