// Two parties in one process, one worker pool each, over in-process channels: what both lowgear benchmarks run on.

import { systemRandom } from '../src/crypto/index.js';
import type { Kernel } from '../src/kernel/index.js';
import type { WorkerPool } from '../src/pool/worker-pool.js';
import type { Party } from '../src/protocol/party.js';
import { run } from '../src/protocol/run.js';
import type { Protocol } from '../src/protocol/step.js';
import { Transcript } from '../src/protocol/transcript.js';
import { LocalChannel } from './local-channel.js';

export const PARTIES = 2;

export interface Site {
  readonly kernel: Kernel;
  readonly pool: WorkerPool;
}

export class LocalParties {
  #sessions = 0;

  constructor(readonly sites: readonly Site[]) {}

  /** Runs a protocol at all parties in a fresh session, and measures it. */
  async run<T>(protocol: (p: Party, i: number) => Protocol<T>) {
    const session = new Uint8Array(32);
    new DataView(session.buffer).setUint32(0, ++this.#sessions);
    const channels = LocalChannel.connect(PARTIES);
    const parties = this.sites.map(({ kernel }, id) => partyOf(kernel, id, session));
    const started = performance.now();
    const results = await Promise.all(parties.map((p, i) => run(protocol(p, i), channels[i] as LocalChannel)));
    const ms = performance.now() - started;
    for (const { arena } of parties) arena.release();
    return { results, ms, sentBytes: channels[0]?.sentBytes ?? 0 };
  }
}

function partyOf(kernel: Kernel, id: number, session: Uint8Array): Party {
  let step = 0;
  return {
    id,
    parties: PARTIES,
    session,
    kernel,
    arena: kernel.newArena(),
    random: systemRandom,
    transcript: new Transcript(kernel, PARTIES),
    nextStep: () => step++,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
