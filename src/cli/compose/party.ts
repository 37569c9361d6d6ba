// Puts one party together: certificates and configuration, server and mesh, worker pool, tuples (lowgear.ts or a dealer's), service.

import { dirname } from 'node:path';
import { toHex } from '../../client/encoding.js';
import { hash } from '../../crypto/hash.js';
import { systemRandom } from '../../crypto/random.js';
import { Kernel } from '../../kernel/index.js';
import { fingerprint } from '../../net/certificates.js';
import { loadPartyConfig, type PartyConfig } from '../../net/config.js';
import { pinsOf } from '../../net/identities.js';
import { PeerMesh } from '../../net/peers.js';
import { PartyServer } from '../../net/server.js';
import { MatrixBuilder } from '../../pool/resident-matrix.js';
import { WorkerPool } from '../../pool/worker-pool.js';
import type { FailureLimits } from '../../service/failures.js';
import { PartyService } from '../../service/party-service.js';
import type { Log, ServiceContext } from '../../service/ports.js';
import { mountRoutes } from '../../service/routes.js';
import { approved } from './datasets.js';
import { dealtTuples } from './dealt.js';
import { type LowGearOptions, lowGearTuples } from './lowgear.js';
import { compileOptimised, garbageCollector, given, type Running, Teardown } from './running.js';

/** Clients reach the parties at different times: a peer may be this many sessions ahead of its client's request here. */
const EARLY_SESSIONS = 8192;

export interface PartyOptions {
  readonly log: Log;
  /** Where tuples come from: the parties themselves, or a trusted dealer, whom the operator names. */
  readonly preprocessing: 'lowgear' | 'dealer';
  readonly lowgear?: LowGearOptions;
  /** Worker threads; default is one per core. */
  readonly threads?: number;
  /** How much cheating is endured; the defaults belong to the security argument, and only smaller numbers are as safe. */
  readonly failureLimits?: Partial<FailureLimits>;
}

/**
 * Starts a party and resolves when it is connected with all peers, has keys in common with them or a dealer, and serves clients.
 * @throws UsageError CONFIG_INVALID, UNKNOWN_PROGRAM; ChannelError UNREACHABLE, REFUSED
 */
export async function startParty(file: string, options: PartyOptions): Promise<Running> {
  const config = await loadPartyConfig(file);
  const { failureLimits } = options;
  const { datasets, jobLimits, stock } = await approved(config.service, dirname(file));
  compileOptimised();
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const teardown = new Teardown();
  teardown.add(() => arena.release());
  try {
    const runner = new WorkerPool(given({ threads: options.threads }));
    teardown.add(() => runner.close());
    const server = await listen(config, options.log);
    teardown.add(() => server.close());
    const sources = {
      config,
      kernel,
      arena,
      runner,
      teardown,
      log: options.log,
      peersDigest: peersDigest(kernel, config),
    };
    const tupleSource =
      options.preprocessing === 'dealer'
        ? dealtTuples(sources)
        : lowGearTuples(sources, server, stock, options.lowgear);
    const mesh = await joinMesh(config, server);
    teardown.add(() => mesh.close());
    const { tuples, usable, status, production } = await tupleSource(mesh);
    const collect = garbageCollector();
    const context: ServiceContext = {
      id: config.id,
      parties: config.parties,
      peersDigest: sources.peersDigest,
      kernel,
      random: systemRandom,
      links: { open: (session) => mesh.open(session, given({ timeoutMs: config.limits.roundTimeoutMs })) },
      tuples,
      matrices: new MatrixBuilder({ kernel, runner, party: config.id, macKey: tuples.macKey }),
      log: options.log,
      now: () => performance.now(),
      expectQuestion: async () => {
        await production?.pause();
        collect();
      },
      questionOver: () => production?.resume(),
    };
    const clients = config.registration === 'listed' ? new Set(config.clients) : null;
    const service = new PartyService(context, { datasets, clients, jobLimits, ...given({ failureLimits }) });
    teardown.add(() => service.close());
    const ready = () => mesh.connected && usable();
    const facts = { keyId: toHex(tuples.keyId), ready, memoryMB: peakMemoryMB, preprocessing: status };
    mountRoutes(server, service, facts);
    options.log('info', 'party ready', { id: config.id, port: server.port });
    return { url: urlOf(config.listen.host, server.port), close: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

function listen(config: PartyConfig, log: Log): Promise<PartyServer> {
  const { listen, certificate, key, ca, origins, limits } = config;
  const onInternalError = (error: unknown) =>
    log('error', 'internal error', { name: error instanceof Error ? error.name : typeof error, stack: stackOf(error) });
  const pins = pinsOf(config.peers, config.dealer);
  return PartyServer.listen({ listen, certificate, key, ca, origins, pins, limits: given(limits), onInternalError });
}

function joinMesh(config: PartyConfig, server: PartyServer): Promise<PeerMesh> {
  const { id, parties, peers, certificate, key, ca, limits } = config;
  const meshLimits = { ...given(limits), earlySessions: limits.earlySessions ?? EARLY_SESSIONS };
  const timeout = given({ startTimeoutMs: limits.startTimeoutMs });
  return PeerMesh.start({ id, parties, peers, certificate, key, ca }, { server, limits: meshLimits, ...timeout });
}

/** Who takes part: the fingerprints of all parties in party order. */
function peersDigest(kernel: Kernel, { id, peers, certificate }: PartyConfig): Uint8Array {
  const all = [{ id, fingerprint: fingerprint(certificate) }, ...peers].sort((a, b) => a.id - b.id);
  return hash(kernel, 'tessera/peers', ...all.map((peer) => new TextEncoder().encode(peer.fingerprint)));
}

function urlOf(host: string, port: number): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where it happened, without the message: that may hold anything. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const places = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return places.slice(0, 5).join('\n');
}

function peakMemoryMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
