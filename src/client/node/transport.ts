// The transport for Node, over undici and HTTP/2: a few connections per party, kept open. Each carries one request at a time, so that nothing
// waits behind a bulk body and undici never repeats a request by itself; bulk bodies go out in pieces, because a whole one
// queued in the session makes Node reject what arrives meanwhile (ENHANCE_YOUR_CALM). Windows are narrow: a connection
// that carries bulk both ways hangs with wide ones.

import { Readable } from 'node:stream';
import { Pool } from 'undici';
import { ChannelError, UsageError } from '../../errors.js';
import { type ClientAnswer, type ClientRequest, STATS_HEADER, type Transport } from '../transport.js';

export interface HttpsTransportOptions {
  /** One per party, in the agreed order, as in "https://party0.example:8443". */
  readonly origins: readonly string[];
  /** PEM of the authority that signed the parties' certificates; the system's by default. */
  readonly ca?: string;
  /** For one request with its answer; the parties compute meanwhile. */
  readonly timeoutMs?: number;
  /** Requests to one party that may be under way at once. */
  readonly connections?: number;
}

const MiB = 1 << 20;
const WINDOW_BYTES = MiB;
const PIECE_BYTES = MiB;
const KEEP_ALIVE_MS = 60_000;

export class HttpsTransport implements Transport {
  private readonly pools: readonly Pool[];
  private readonly timeoutMs: number;

  /** Connects when asked first. @throws UsageError CONFIG_INVALID for what is no https origin */
  constructor(options: HttpsTransportOptions) {
    this.timeoutMs = options.timeoutMs ?? 120_000;
    this.pools = options.origins.map((origin) => {
      requireOrigin(origin);
      return new Pool(origin, {
        allowH2: true,
        connections: options.connections ?? 4,
        pipelining: 1,
        initialWindowSize: WINDOW_BYTES,
        connectionWindowSize: WINDOW_BYTES,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: this.timeoutMs,
        bodyTimeout: this.timeoutMs,
        connect: options.ca === undefined ? {} : { ca: options.ca },
      });
    });
  }

  /** @throws as the port */
  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    const pool = this.pools[party];
    if (pool === undefined) throw new ChannelError('UNREACHABLE', `no origin is known for party ${party}`);
    const timeout = AbortSignal.timeout(this.timeoutMs);
    const { method, path, headers, body } = request;
    try {
      const {
        statusCode,
        headers: answered,
        body: stream,
      } = await pool.request({
        method,
        path,
        headers: method === 'GET' ? headers : { ...headers, 'content-length': String(body.length) },
        body: method === 'GET' ? null : outgoing(body),
        signal: AbortSignal.any([request.signal, timeout]),
      });
      const stats = answered[STATS_HEADER];
      const answer = await collect(stream, request.maxAnswerBytes, party);
      return { status: statusCode, body: answer, stats: typeof stats === 'string' ? stats : undefined };
    } catch (error) {
      throw this.channelError(error, party, request.signal, timeout);
    }
  }

  /** Closes all connections; requests under way fail. */
  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }

  private channelError(error: unknown, party: number, signal: AbortSignal, timeout: AbortSignal): ChannelError {
    if (error instanceof ChannelError) return error;
    if (timeout.aborted) return new ChannelError('TIMEOUT', `party ${party} did not answer in ${this.timeoutMs} ms`);
    if (signal.aborted) return new ChannelError('CLOSED', `the request to party ${party} was given up`);
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
    if (code.includes('TIMEOUT')) return new ChannelError('TIMEOUT', `party ${party} did not answer: ${code}`);
    const closed = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code.startsWith('ERR_HTTP2');
    return closed
      ? new ChannelError('CLOSED', `the connection to party ${party} broke: ${code}`)
      : new ChannelError('UNREACHABLE', `party ${party} cannot be reached: ${code}`);
  }
}

function requireOrigin(origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.protocol !== 'https:' || url.origin !== origin) {
    throw new UsageError('CONFIG_INVALID', `expected an origin like https://host:port, got ${JSON.stringify(origin)}`);
  }
}

function outgoing(body: Uint8Array): Uint8Array | Readable {
  return body.length <= PIECE_BYTES ? body : Readable.from(pieces(body));
}

async function* pieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += PIECE_BYTES) yield body.subarray(from, from + PIECE_BYTES);
}

/** @throws ChannelError FRAME_TOO_LARGE, the rest unread */
async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number, party: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxBytes)
      throw new ChannelError('FRAME_TOO_LARGE', `expected at most ${maxBytes} bytes of party ${party}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
