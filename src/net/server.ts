// One HTTPS HTTP/2 server per party, on one port for two kinds of callers: peers, who hold one endless POST each and
// are recognised by a pinned certificate, and clients, who call the API. The handshake asks everybody for a certificate
// and refuses nobody for lack of one; what a caller may do is decided per path.

import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ChannelError } from '../errors.js';
import { serveRequest } from './api-exchange.js';
import {
  CLIENT_CONNECTION_WINDOW,
  CLIENT_STREAM_WINDOW,
  MAX_SESSION_MEMORY_MB,
  PEER_CONNECTION_WINDOW,
  PEER_PATH,
  PEER_STREAM_WINDOW,
} from './http2-options.js';
import { identify, type PeerIdentity, type Pins } from './identities.js';
import { BodyBudget } from './request-body.js';
import { type Handler, type Method, type RouteOptions, Router } from './router.js';
import { errorCode, type TlsIdentity } from './tls.js';

export interface ServerLimits {
  /** Largest body of one request, unless its route says otherwise. */
  readonly bodyBytes: number;
  /** Bytes that the bodies of all requests under way may occupy together. */
  readonly pendingBytes: number;
  /** A body or an answer that does not move for so long is given up. */
  readonly stallMs: number;
  /** Requests at once on one connection. */
  readonly streams: number;
  /** A connection on which nothing happens for so long is closed. */
  readonly idleMs: number;
}

export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  bodyBytes: 512 * 1024 * 1024,
  pendingBytes: 2 * 1024 * 1024 * 1024,
  stallMs: 30_000,
  streams: 256,
  idleMs: 600_000,
};

export interface ServerOptions extends TlsIdentity {
  /** Port 0 takes any free one; see `port`. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Whose certificates mean something here. */
  readonly pins: Pins;
  /** Origins of web pages that may call the API; default none. */
  readonly origins?: readonly string[];
  readonly limits?: Partial<ServerLimits>;
  /** Told about errors that callers see as INTERNAL. */
  readonly onInternalError?: (error: unknown) => void;
}

/** Takes over a peer's stream. @returns false if it is not wanted at the moment */
export type PeerStreamHandler = (peer: number, stream: ServerHttp2Stream) => boolean;

const HANDSHAKE_TIMEOUT_MS = 10_000;
const CLOSE_GRACE_MS = 500;

export class PartyServer {
  readonly #server: Http2SecureServer;
  readonly #options: ServerOptions;
  readonly #limits: ServerLimits;
  readonly #router = new Router();
  readonly #budget: BodyBudget;
  readonly #sessions = new Map<Http2Session, PeerIdentity | null>();
  readonly #sockets = new Set<TLSSocket>();
  #onPeerStream: PeerStreamHandler | undefined;

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_SERVER_LIMITS, ...options.limits };
    this.#budget = new BodyBudget(this.#limits.pendingBytes);
    this.#server = createSecureServer({
      key: options.key,
      cert: options.certificate,
      ca: options.ca,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      allowHTTP1: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
      settings: { initialWindowSize: CLIENT_STREAM_WINDOW, maxConcurrentStreams: this.#limits.streams },
    });
    this.#server.on('secureConnection', (socket) => this.#hold(socket));
    this.#server.on('session', (session) => this.#accept(session));
    this.#server.on('stream', (stream, headers) => this.#serve(stream, headers));
  }

  /** Starts listening.
   *  @throws ChannelError UNREACHABLE if the address cannot be taken */
  static async listen(options: ServerOptions): Promise<PartyServer> {
    const server = new PartyServer(options);
    const { host, port } = options.listen;
    try {
      server.#server.listen(port, host);
      await once(server.#server, 'listening');
    } catch (error) {
      throw new ChannelError('UNREACHABLE', `expected to listen on ${host}:${port}, got ${errorCode(error)}`);
    }
    server.#server.on('error', (error) => options.onInternalError?.(error));
    return server;
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Serves a method and path, as in ('GET', '/datasets/:id'). Errors of the handler become JSON {code, message}. */
  route(method: Method, pattern: string, handler: Handler, options: RouteOptions = {}): void {
    this.#router.add(method, pattern, handler, options);
  }

  /** Who takes the peers' streams; until somebody does, peers are told to come back later. */
  onPeerStream(handler: PeerStreamHandler): void {
    this.#onPeerStream = handler;
  }

  /** Stops listening and drops all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#sessions.keys()) session.destroy();
    // A session waits for what it has written; somebody who reads no more would hold it for ever.
    const deadline = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSE_GRACE_MS);
    await closed;
    clearTimeout(deadline);
  }

  #hold(socket: TLSSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #accept(session: ServerHttp2Session): void {
    const peer = identify(session, this.#options.pins);
    this.#sessions.set(session, peer);
    session.on('close', () => this.#sessions.delete(session));
    session.on('error', () => session.destroy());
    session.setLocalWindowSize(CLIENT_CONNECTION_WINDOW);
    session.setTimeout(this.#limits.idleMs, () => session.close());
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', () => stream.destroy());
    const peer = (stream.session && this.#sessions.get(stream.session)) ?? null;
    if (headers[':path'] === PEER_PATH) this.#servePeer(stream, peer);
    else void serveRequest(stream, headers, this.#router, peer, this.#budget, this.#limits, this.#options);
  }

  #servePeer(stream: ServerHttp2Stream, peer: PeerIdentity | null): void {
    if (peer?.role !== 'party') turnAway(stream, constants.HTTP_STATUS_FORBIDDEN);
    else if (this.#onPeerStream?.(peer.id, stream)) widenWindows(stream.session);
    else turnAway(stream, constants.HTTP_STATUS_SERVICE_UNAVAILABLE);
  }
}

/** This connection carries one peer's frames, one way: no other connection gets wide windows. */
function widenWindows(session: Http2Session | undefined): void {
  session?.setTimeout(0);
  session?.setLocalWindowSize(PEER_CONNECTION_WINDOW);
  session?.settings({ initialWindowSize: PEER_STREAM_WINDOW });
}

function turnAway(stream: ServerHttp2Stream, status: number): void {
  stream.respond({ ':status': status }, { endStream: true });
  stream.resume();
}
