// Tuples that the parties make themselves: keys and stores in the party's data directory, calls to the peers, and the provider.

import { join } from 'node:path';
import { systemRandom } from '../../crypto/random.js';
import { UsageError } from '../../errors.js';
import { HttpsClient } from '../../net/request.js';
import type { PartyServer } from '../../net/server.js';
import { PausableRunner } from '../../pool/pausable-runner.js';
import { WorkerPool } from '../../pool/worker-pool.js';
import { mountControl } from '../../service/lowgear/control.js';
import { KeyFile } from '../../service/lowgear/key-file.js';
import { lowGearFactory, type MakerFactory } from '../../service/lowgear/maker.js';
import type { StockPolicy } from '../../service/lowgear/marks.js';
import { LowGearProvider, type ProviderOptions } from '../../service/lowgear/provider.js';
import { given } from './running.js';
import type { SourceParts, TupleSourceStart } from './tuple-source.js';

/** For tests; the defaults are what is secure and sensible. */
export interface LowGearOptions {
  readonly makers?: MakerFactory;
  readonly tuning?: Partial<Pick<ProviderOptions, 'granules' | 'productionElements' | 'attemptMs' | 'patienceMs'>>;
  /** Longest wait for the slowest peer in one round of a production. */
  readonly roundTimeoutMs?: number;
}

/** A round of a production waits for minutes of arithmetic. */
const ROUND_TIMEOUT_MS = 10 * 60_000;
const STORE_MEGABYTES = 32_768;

/** @throws UsageError CONFIG_INVALID when the configuration names no store key */
export function lowGearTuples(
  parts: SourceParts,
  server: PartyServer,
  stock: Partial<StockPolicy> & { readonly megabytes?: number },
  options: LowGearOptions = {},
): TupleSourceStart {
  const { config, kernel, arena, teardown, log, peersDigest } = parts;
  const { id, parties, storeKey, data, ca, certificate, key } = config;
  if (storeKey === undefined) throw withoutStoreKey();
  let provider: LowGearProvider | null = null;
  mountControl(server, parties, () => provider);
  return async (mesh) => {
    const peers = new Map(config.peers.map((peer) => [peer.id, new HttpsClient({ ...peer, ca, certificate, key })]));
    teardown.add(() => Promise.all([...peers.values()].map((peer) => peer.close())));
    // Threads of their own, which pause for questions: a question neither queues behind a production nor shares the cores with it.
    const workers = new WorkerPool({ threads: parts.runner.threads });
    teardown.add(() => workers.close());
    const runner = new PausableRunner(workers);
    const timeoutMs = options.roundTimeoutMs ?? ROUND_TIMEOUT_MS;
    const { megabytes = STORE_MEGABYTES, ...policy } = stock;
    const started = new LowGearProvider({
      id,
      parties,
      peersDigest,
      kernel,
      arena,
      runner,
      random: systemRandom,
      links: { open: (session) => mesh.open(session, { timeoutMs }) },
      makers: options.makers ?? lowGearFactory({ runner }),
      keys: new KeyFile(data, storeKey),
      directory: join(data, 'tuples'),
      storeKey,
      storeBytes: megabytes * 1e6,
      log,
      now: () => performance.now(),
      peers,
      policy,
      ...given(options.tuning ?? {}),
    });
    provider = started;
    teardown.add(() => started.close());
    await started.start();
    return { tuples: started, usable: () => started.usable, status: () => started.status(), production: runner };
  };
}

function withoutStoreKey(): UsageError {
  return new UsageError(
    'CONFIG_INVALID',
    'the configuration names no storeKey, a file of 32 secret random bytes under which tuples are stored; ' +
      'write a new configuration with tessera keygen, or name the trusted dealer with --preprocessing dealer',
  );
}
