// Puts the trusted dealer together. Its master seed lives in this process alone and is never written down: a dealer that is
// started anew deals under a new key, and parties must be started anew with it.

import { systemRandom } from '../../crypto/random.js';
import { Kernel } from '../../kernel/index.js';
import { loadDealerConfig } from '../../net/config.js';
import { pinsOf } from '../../net/identities.js';
import { PartyServer } from '../../net/server.js';
import { DIGEST_BYTES, SEED_BYTES } from '../../params.js';
import { WorkerPool } from '../../pool/worker-pool.js';
import { Dealer } from '../../preprocessing/dealer/dealer.js';
import { mountDealer } from '../../service/dealer-service.js';
import type { Log } from '../../service/ports.js';
import { compileOptimised, given, type Running, Teardown } from './running.js';

export interface DealerOptions {
  readonly log: Log;
  /** Worker threads; default is one per core. */
  readonly threads?: number;
}

/** @throws UsageError CONFIG_INVALID; ChannelError UNREACHABLE when the port is taken */
export async function startDealer(file: string, { log, threads }: DealerOptions): Promise<Running> {
  const config = await loadDealerConfig(file);
  compileOptimised();
  const kernel = await Kernel.load();
  const teardown = new Teardown();
  try {
    const runner = new WorkerPool(given({ threads }));
    teardown.add(() => runner.close());
    const { listen, certificate, key, ca, limits } = config;
    const pins = pinsOf(config.parties);
    const server = await PartyServer.listen({ listen, certificate, key, ca, pins, limits: given(limits) });
    teardown.add(() => server.close());
    const dealer = new Dealer({ kernel, masterSeed: systemRandom(SEED_BYTES), parties: config.parties.length, runner });
    teardown.add(() => dealer.close());
    mountDealer(server, dealer, systemRandom(DIGEST_BYTES));
    log('info', 'dealer ready', { port: server.port });
    return { url: `https://${listen.host}:${server.port}`, close: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}
