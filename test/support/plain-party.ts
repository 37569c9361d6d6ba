// A bare protocol party for tests below the sharing layer.

import { seededRandom } from '../../src/crypto/random.js';
import { Kernel } from '../../src/kernel/index.js';
import type { Party } from '../../src/protocol/party.js';
import { Transcript } from '../../src/protocol/transcript.js';

/** n parties of one session, with reproducible secret randomness. */
export async function plainParties(parties: number, seed = 1): Promise<Party[]> {
  const kernel = await Kernel.load();
  const session = new Uint8Array(32).fill(7);
  return Array.from({ length: parties }, (_, id) => {
    let step = 0;
    return {
      id,
      parties,
      session,
      kernel,
      arena: kernel.newArena(),
      random: seededRandom(kernel, new Uint8Array(32).fill(seed * 16 + id)),
      transcript: new Transcript(kernel, parties),
      nextStep: () => step++,
    };
  });
}
