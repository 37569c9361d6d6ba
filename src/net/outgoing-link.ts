// This party's direction to one peer: an HTTP/2 connection with one POST whose body carries all frames, kept up for as
// long as the mesh lives.
//
//     connecting --200--> up --lost--> waiting --backoff over--> connecting ...
//         '--failed---------------------^            close() from anywhere --> closed
//
// Frames are written only while the link is up, that is after the response headers: bulk that is queued before them
// can kill the stream.

import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { ChannelError } from '../errors.js';
import { MAX_SESSION_MEMORY_MB, PEER_PATH } from './http2-options.js';
import { clientTls, connectError, type TlsIdentity } from './tls.js';

/** Where a peer is reached and which certificate it must show. */
export interface PeerAddress {
  readonly id: number;
  readonly url: string;
  /** SHA-256 of the certificate's DER, 64 hexadecimal digits. */
  readonly fingerprint: string;
}

export interface LinkEvents {
  /** The link can carry frames. */
  up(): void;
  /** The link was up and is not any more; it will be tried again. */
  lost(error: ChannelError): void;
  /** An attempt failed; it will be tried again. */
  failed(error: ChannelError): void;
}

/** Milliseconds. */
export interface LinkTiming {
  readonly connect: number;
  readonly firstBackoff: number;
  readonly lastBackoff: number;
  /** A peer that has not answered a ping when the next is due is gone. */
  readonly ping: number;
}

export const DEFAULT_LINK_TIMING: LinkTiming = { connect: 10_000, firstBackoff: 50, lastBackoff: 2_000, ping: 20_000 };

export class OutgoingLink {
  readonly #peer: PeerAddress;
  readonly #identity: TlsIdentity;
  readonly #events: LinkEvents;
  readonly #timing: LinkTiming;
  #session: ClientHttp2Session | undefined;
  #stream: ClientHttp2Stream | undefined;
  #up = false;
  #closed = false;
  #backoffMs: number;
  #retry: NodeJS.Timeout | undefined;

  constructor(peer: PeerAddress, identity: TlsIdentity, events: LinkEvents, timing = DEFAULT_LINK_TIMING) {
    this.#peer = peer;
    this.#identity = identity;
    this.#events = events;
    this.#timing = timing;
    this.#backoffMs = timing.firstBackoff;
    this.#connect();
  }

  get up(): boolean {
    return this.#up;
  }

  /** Queues a frame. The buffer now belongs to the link: Node sends from it later, so it must not be written again.
   *  @returns false if there is no connection */
  send(frame: Buffer): boolean {
    if (!this.#up || this.#stream === undefined) return false;
    this.#stream.write(frame);
    return true;
  }

  /** Gives the connection up, with whatever is queued on it, and makes a new one. */
  restart(): void {
    if (this.#session !== undefined) this.#broken(this.#session, undefined);
  }

  /** Sends what is queued, then closes for good.
   *  @returns when the connection is gone, at most `graceMs` later */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#up = false;
    clearTimeout(this.#retry);
    const session = this.#session;
    if (session === undefined || session.destroyed) return;
    const gone = new Promise<void>((resolve) => session.once('close', () => resolve()));
    const deadline = setTimeout(() => session.destroy(), session.connecting ? 0 : graceMs);
    this.#stream?.end();
    session.close();
    await gone;
    clearTimeout(deadline);
  }

  #connect(): void {
    const session = connect(this.#peer.url, {
      ...clientTls(this.#identity, this.#peer.fingerprint),
      settings: { enablePush: false },
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
    });
    const stream = session.request({ ':method': 'POST', ':path': PEER_PATH }, { endStream: false });
    this.#session = session;
    this.#stream = stream;
    const broken = (error?: unknown) => this.#broken(session, error);
    const deadline = setTimeout(() => broken({ code: 'ETIMEDOUT' }), this.#timing.connect);
    const pings = keepAlive(session, this.#timing.ping, broken);
    session.once('close', () => {
      clearTimeout(deadline);
      clearInterval(pings);
      broken();
    });
    session.on('error', broken);
    session.on('goaway', () => broken());
    stream.on('error', (error) => broken(error.cause ?? error)); // the stream hears of a failed connection first
    stream.on('close', () => broken());
    stream.on('end', () => broken());
    stream.on('response', (headers) => {
      clearTimeout(deadline);
      if (headers[':status'] === constants.HTTP_STATUS_OK) this.#opened(session);
      else broken(refusal(this.#peer.id, headers[':status']));
    });
    stream.resume();
  }

  #opened(session: ClientHttp2Session): void {
    if (this.#closed || session !== this.#session) return;
    this.#up = true;
    this.#backoffMs = this.#timing.firstBackoff;
    this.#events.up();
  }

  /** The first sign of trouble on the current connection ends it; later signs of the same connection are ignored. */
  #broken(session: ClientHttp2Session, error: unknown): void {
    if (session !== this.#session || this.#closed) return;
    const wasUp = this.#up;
    this.#session = undefined;
    this.#stream = undefined;
    this.#up = false;
    session.destroy();
    this.#retry = setTimeout(() => this.#connect(), this.#backoffMs);
    this.#backoffMs = Math.min(2 * this.#backoffMs, this.#timing.lastBackoff);
    const whom = `party ${this.#peer.id}`;
    if (wasUp) this.#events.lost(new ChannelError('CLOSED', `the connection to ${whom} was lost`));
    else this.#events.failed(error instanceof ChannelError ? error : connectError(error, whom));
  }
}

/** A peer that vanished without a word is noticed by its silence. */
function keepAlive(session: ClientHttp2Session, intervalMs: number, broken: (error: unknown) => void): NodeJS.Timeout {
  let waiting = false;
  const ping = () => {
    if (session.connecting || session.destroyed) return;
    if (waiting) broken({ code: 'ETIMEDOUT' });
    else waiting = session.ping(() => (waiting = false));
  };
  return setInterval(ping, intervalMs).unref();
}

/** 503 means that the peer's server is up and its mesh is not yet, anything else that it does not want us. */
function refusal(peer: number, status: number | undefined): ChannelError {
  if (status === constants.HTTP_STATUS_SERVICE_UNAVAILABLE) {
    return new ChannelError('UNREACHABLE', `expected party ${peer} to be ready, it is still starting`);
  }
  return new ChannelError('REFUSED', `expected party ${peer} to know this party's certificate, it answered ${status}`);
}
