// The mesh: this party's connections to all others, and the sessions on them. Each pair of parties has two HTTP/2
// connections, one per direction, so that bulk never flows both ways on one; all sessions of the pair share them.
//
//     session.exchange --> OutgoingLink ==TLS==> peer's server --> IncomingStream --> SessionTable --> its session

import type { ServerHttp2Stream } from 'node:http2';
import { ChannelError, UsageError } from '../errors.js';
import { IncomingStream, type StreamEnd } from './incoming-stream.js';
import { OutgoingLink, type PeerAddress } from './outgoing-link.js';
import { Readiness } from './readiness.js';
import type { PartyServer } from './server.js';
import type { SessionChannel } from './session-channel.js';
import { DEFAULT_MESH_LIMITS, type MeshLimits, SessionTable } from './session-table.js';
import type { TlsIdentity } from './tls.js';

/** Who this party is and who its peers are: all of them, each once. */
export interface MeshConfig extends TlsIdentity {
  readonly id: number;
  readonly parties: number;
  readonly peers: readonly PeerAddress[];
}

export interface MeshOptions {
  /** Where the peers' streams arrive; the caller closes it after the mesh. */
  readonly server: PartyServer;
  readonly limits?: Partial<MeshLimits>;
  /** How long the parties may take to find each other; default 60 s. */
  readonly startTimeoutMs?: number;
}

export interface SessionOptions {
  /** Longest wait for the slowest peer in any one round; default 60 s. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const CLOSE_GRACE_MS = 1_000;

export class PeerMesh {
  readonly party: number;
  readonly parties: number;
  readonly #maxBodyBytes: number;
  readonly #links = new Map<number, OutgoingLink>();
  readonly #incoming = new Map<number, IncomingStream>();
  readonly #sessions: SessionTable;
  readonly #readiness: Readiness;
  readonly #sweep: NodeJS.Timeout;
  #closed = false;

  private constructor(config: MeshConfig, options: MeshOptions) {
    const limits = { ...DEFAULT_MESH_LIMITS, ...options.limits };
    this.party = config.id;
    this.parties = config.parties;
    this.#maxBodyBytes = limits.frameBytes;
    this.#readiness = new Readiness(() => this.#missingDirections(config.peers));
    const send = (peer: number, frame: Buffer) => this.#links.get(peer)?.send(frame) ?? false;
    this.#sessions = new SessionTable(config.id, config.parties, limits, send);
    this.#sweep = setInterval(() => this.#sessions.expire(Date.now()), limits.earlyAgeMs / 2).unref();
    options.server.onPeerStream((peer, stream) => this.#accept(peer, stream));
    for (const peer of config.peers) this.#links.set(peer.id, this.#makeLink(config, peer));
  }

  /** Connects this party with all its peers, in whatever order they start. Lost connections are made again in the
   *  background for as long as the mesh lives.
   *  @throws ChannelError REFUSED as soon as a peer shows or rejects a certificate that was not agreed on;
   *          UNREACHABLE after `startTimeoutMs` */
  static async start(config: MeshConfig, options: MeshOptions): Promise<PeerMesh> {
    checkParties(config);
    const mesh = new PeerMesh(config, options);
    try {
      await mesh.#readiness.wait(options.startTimeoutMs ?? DEFAULT_TIMEOUT_MS, true);
      return mesh;
    } catch (error) {
      await mesh.close();
      throw error;
    }
  }

  /** Resolves when both directions to all peers stand, at once if they do.
   *  @throws ChannelError UNREACHABLE after `timeoutMs` */
  async ready(timeoutMs: number): Promise<void> {
    await this.#readiness.wait(timeoutMs, false);
  }

  /** Whether both directions to all peers stand at the moment. */
  get connected(): boolean {
    return this.#readiness.complete;
  }

  /** Opens a session, a Channel to all other parties. They open it too, at about the same time.
   *  @param session  32 bytes that all parties agree on and have never used before
   *  @throws ChannelError UNREACHABLE while a connection is down, CLOSED; what a peer's early frame has already ended
   *          the session with (ChannelError, SecurityAbort PEER_ABORTED); UsageError INVALID_ARGUMENT, WRONG_STATE if the
   *          id was used before
   *  @hazard what peers send before this party opens the session waits for it, but only one message of bounded size and
   *          for a bounded time: the first message of a session should be short */
  open(session: Uint8Array, options: SessionOptions = {}): SessionChannel {
    if (this.#closed) throw new ChannelError('CLOSED', 'the mesh is closed');
    this.#readiness.require();
    return this.#sessions.open(session, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** Ends all sessions (peers are told CLOSED) and, when what was sent has left, all connections. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#sessions.failAll(new ChannelError('CLOSED', 'the mesh is closed'));
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#readiness.close();
    await Promise.all([...this.#links.values()].map((link) => link.close(CLOSE_GRACE_MS)));
    for (const stream of this.#incoming.values()) stream.close();
    this.#incoming.clear();
  }

  /** A peer's stream replaces an earlier one of the same peer, which is dead even if nobody has noticed yet. */
  #accept(peer: number, stream: ServerHttp2Stream): boolean {
    if (this.#closed) return false;
    const earlier = this.#incoming.get(peer);
    if (earlier !== undefined) {
      earlier.close();
      this.#sessions.lost(peer, new ChannelError('CLOSED', `party ${peer} connected anew`));
    }
    const ended = (end: StreamEnd) => this.#streamEnded(peer, end);
    this.#incoming.set(peer, new IncomingStream(peer, stream, this.#sessions.sink(peer), this.#maxBodyBytes, ended));
    this.#readiness.check();
    return true;
  }

  /** A peer that ended its stream in good order is going away: the connection to it has no future either. */
  #streamEnded(peer: number, end: StreamEnd): void {
    this.#incoming.delete(peer);
    const finished = end === 'finished';
    this.#sessions.lost(peer, finished ? new ChannelError('CLOSED', `party ${peer} closed its connection`) : end);
    if (finished) this.#links.get(peer)?.restart();
  }

  #makeLink(config: MeshConfig, peer: PeerAddress): OutgoingLink {
    return new OutgoingLink(peer, config, {
      up: () => this.#readiness.check(),
      lost: (error) => this.#sessions.lost(peer.id, error),
      failed: (error) => this.#readiness.failed(error),
    });
  }

  /** The directions that do not stand at the moment, for people. */
  #missingDirections(peers: readonly PeerAddress[]): string[] {
    return peers.flatMap(({ id }) => [
      ...(this.#links.get(id)?.up ? [] : [`to party ${id}`]),
      ...(this.#incoming.has(id) ? [] : [`from party ${id}`]),
    ]);
  }
}

function checkParties({ id, parties, peers }: MeshConfig): void {
  const ids = new Set([id, ...peers.map((peer) => peer.id)]);
  if (ids.size === parties && peers.length === parties - 1 && Math.max(...ids) < parties) return;
  throw new UsageError('CONFIG_INVALID', `expected each of the ${parties} parties once, got ${[...ids].join(', ')}`);
}
