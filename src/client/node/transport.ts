// The transport for Node, over HTTP/2: a few connections per party, kept open and shared by all requests. Calls take turns: a call asks
// all parties, and they wait for each other, so calls that each reached one party only could hold all connections and wait
// for ever.

import { ChannelError, UsageError } from '../../errors.js';
import type { ClientAnswer, ClientRequest, Transport } from '../transport.js';
import { PartyConnection } from './connection.js';

export interface HttpsTransportOptions {
  /** One per party, in the agreed order, as in "https://party0.example:8443". */
  readonly origins: readonly string[];
  /** PEM of the authority that signed the parties' certificates; the system's by default. */
  readonly ca?: string;
  /** For one request with its answer; the parties compute meanwhile. */
  readonly timeoutMs?: number;
  /** Connections to one party. */
  readonly connections?: number;
  /** Calls that may be under way at once. */
  readonly calls?: number;
}

export class HttpsTransport implements Transport {
  private readonly pools: readonly PartyPool[];
  private readonly timeoutMs: number;
  private readonly closing = new AbortController();
  private readonly waiting: (() => void)[] = [];
  private free: number;

  /** Connects when asked first. @throws UsageError CONFIG_INVALID for what is no https origin */
  constructor({ origins, ca, timeoutMs = 120_000, connections = 4, calls = 128 }: HttpsTransportOptions) {
    this.timeoutMs = timeoutMs;
    this.free = calls;
    this.pools = origins.map((origin, party) => {
      requireOrigin(origin);
      const options = { origin, whom: `party ${party}`, ...(ca === undefined ? {} : { ca }) };
      return new PartyPool(connections, () => new PartyConnection(options));
    });
  }

  async enter(): Promise<() => void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    return () => {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    };
  }

  /** @throws as the port; CLOSED once this was closed */
  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    if (this.closing.signal.aborted) throw closed();
    const pool = this.pools[party];
    if (pool === undefined) throw new ChannelError('UNREACHABLE', `no origin is known for party ${party}`);
    const connection = pool.take();
    const { timeoutMs = this.timeoutMs } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const signal = AbortSignal.any([request.signal, timeout, this.closing.signal]);
      return await connection.request(request, signal);
    } catch (error) {
      if (this.closing.signal.aborted) throw closed();
      if (timeout.aborted) {
        connection.retire(); // it may be dead without anybody having noticed
        throw new ChannelError('TIMEOUT', `party ${party} did not answer in ${timeoutMs} ms`);
      }
      if (request.signal.aborted) throw new ChannelError('CLOSED', `the request to party ${party} was given up`);
      throw error;
    }
  }

  /** Closes all connections; requests under way fail. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const pool of this.pools) pool.close();
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** The connections to one party. */
class PartyPool {
  private connections: PartyConnection[] = [];

  constructor(
    private readonly size: number,
    private readonly connect: () => PartyConnection,
  ) {}

  /** The least busy connection, or a new one while all are busy and there may be more. */
  take(): PartyConnection {
    this.connections = this.connections.filter(({ open }) => open);
    const idlest = this.connections.reduce<PartyConnection | undefined>(
      (least, next) => (least === undefined || next.load < least.load ? next : least),
      undefined,
    );
    if (idlest !== undefined && (idlest.load === 0 || this.connections.length >= this.size)) return idlest;
    const fresh = this.connect();
    this.connections.push(fresh);
    return fresh;
  }

  close(): void {
    for (const connection of this.connections.splice(0)) connection.retire();
  }
}

function closed(): ChannelError {
  return new ChannelError('CLOSED', 'the connections to the parties are closed');
}

function requireOrigin(origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.protocol !== 'https:' || url.origin !== origin) {
    throw new UsageError('CONFIG_INVALID', `expected an origin like https://host:port, got ${JSON.stringify(origin)}`);
  }
}
