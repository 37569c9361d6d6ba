// Calls to a party's API, with undici over HTTP/2: control calls between services and the client SDK on Node. Calls
// multiplex on one connection. undici cannot make HTTP/2 hold more than 10 MB (when an answer meets more, its stream is
// killed), so the bodies under way together are bounded, and long bodies go over a second connection in slices, because
// a streamed body waits for every other call on its connection.

import { Readable } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import { ChannelError } from '../errors.js';
import { ByteGate } from './byte-gate.js';
import { CLIENT_CONNECTION_WINDOW, CLIENT_STREAM_WINDOW } from './http2-options.js';
import { clientTls, connectError, errorCode } from './tls.js';
import { errorFrom } from './wire-error.js';

export interface HttpsClientOptions {
  /** https://host:port */
  readonly url: string;
  /** PEM of the authority; without it the system's authorities count. */
  readonly ca?: string;
  /** Own certificate and key, PEM; for peers and the dealer. */
  readonly certificate?: string;
  readonly key?: string;
  /** SHA-256 that the server's certificate must have; then its host name does not matter. */
  readonly fingerprint?: string;
  /** Largest response; default 1 GiB. */
  readonly maxResponseBytes?: number;
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Must not be changed before the answer is there. */
  readonly body?: Uint8Array;
  /** For the whole call; default 60 s. */
  readonly timeoutMs?: number;
}

export interface HttpsResponse {
  /** Below 400. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** 8-aligned. */
  readonly body: Uint8Array;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_RESPONSE_BYTES = 1024 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const SLICE_BYTES = 1024 * 1024;
/** Bodies that may wait on the first connection at once. */
const QUEUED_BYTES = 8 * SLICE_BYTES;
const CALLS_AT_ONCE = 100;

export class HttpsClient {
  readonly #url: string;
  readonly #maxResponseBytes: number;
  readonly #options: HttpsClientOptions;
  #control: Client;
  #bulk: Client;
  readonly #gate = new ByteGate(QUEUED_BYTES);

  constructor(options: HttpsClientOptions) {
    this.#url = new URL(options.url).origin;
    this.#options = options;
    this.#maxResponseBytes = options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES;
    this.#control = newClient(this.#url, options);
    this.#bulk = newClient(this.#url, options);
  }

  /** One call.
   *  @throws the service's own error where its answer names one (UsageError, SecurityAbort, ChannelError);
   *          ChannelError UNREACHABLE, REFUSED (certificate, or an error status without a code), TIMEOUT, CLOSED,
   *          FRAME_TOO_LARGE for a response above the limit
   *  @hazard after TIMEOUT or CLOSED the service may have acted on the request */
  async request(request: HttpsRequest): Promise<HttpsResponse> {
    const signal = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const response = await this.#call(request, signal).catch((error: unknown) => {
      throw this.#typed(error, signal, request);
    });
    if (response.status >= 400) throw errorFrom(response.status, response.body, this.#url);
    return response;
  }

  /** Drops all connections; calls under way fail with CLOSED. */
  async close(): Promise<void> {
    await Promise.all([this.#control.destroy(), this.#bulk.destroy()]);
  }

  async #call(request: HttpsRequest, signal: AbortSignal): Promise<HttpsResponse> {
    const bytes = request.body?.length ?? 0;
    const long = bytes > SLICE_BYTES;
    if (!long) await this.#gate.enter(bytes, signal);
    try {
      const client = long ? this.#bulk : this.#control;
      const exchange = this.#exchange(client, request, long);
      return await untilAborted(exchange, signal, () => this.#replace(client));
    } finally {
      if (!long) this.#gate.leave(bytes);
    }
  }

  async #exchange(client: Client, request: HttpsRequest, long: boolean): Promise<HttpsResponse> {
    const { method, path, body = null } = request;
    const answer = await client.request({
      method,
      path,
      headers: { ...request.headers, ...(long ? { 'content-length': String(body?.length) } : {}) },
      body: long && body !== null ? Readable.from(slices(body)) : body,
      idempotent: !long, // otherwise a POST waits for all calls before it
    });
    const bytes = await readAnswer(answer, this.#maxResponseBytes);
    return { status: answer.statusCode, headers: answer.headers, body: bytes };
  }

  /**
   * Gives up a connection on which a call has waited in vain, with all calls on it. undici could abort the one call, but ends it in
   * a way that makes Node 20 write empty frames for ever if its body has not left yet.
   */
  #replace(client: Client): void {
    if (client === this.#control) this.#control = newClient(this.#url, this.#options);
    if (client === this.#bulk) this.#bulk = newClient(this.#url, this.#options);
    void client.destroy();
  }

  #typed(error: unknown, signal: AbortSignal, { method, path }: HttpsRequest): ChannelError {
    if (error instanceof ChannelError) return error;
    const call = `${method} ${path.split('?')[0]} at ${this.#url}`;
    if (signal.aborted) return new ChannelError('TIMEOUT', `expected an answer to ${call} in time`);
    const code = errorCode(error);
    if (isConnectFailure(error, code)) return connectError(error, this.#url);
    return new ChannelError('CLOSED', `expected an answer to ${call}, the connection ended: ${code}`);
  }
}

function newClient(url: string, options: HttpsClientOptions): Client {
  return new Client(url, {
    allowH2: true,
    pipelining: CALLS_AT_ONCE,
    headersTimeout: 0, // each call has its own deadline
    bodyTimeout: 0,
    initialWindowSize: CLIENT_STREAM_WINDOW,
    connectionWindowSize: CLIENT_CONNECTION_WINDOW,
    connect: { ...clientTls(options, options.fingerprint), timeout: CONNECT_TIMEOUT_MS },
  });
}

/** @throws the signal's reason if it fires first, after `giveUp` */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, giveUp: () => void): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal.reason);
      giveUp();
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Errors of connecting come from system calls, from TLS or from undici's own timer. */
function isConnectFailure(error: unknown, code: string): boolean {
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code))
    return true;
  return /CERT|SELF_SIGNED|ISSUER|VERIFY|ERR_TLS|ERR_SSL/.test(code) || error instanceof AggregateError;
}

async function* slices(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += SLICE_BYTES) yield body.subarray(at, at + SLICE_BYTES);
}

async function readAnswer(answer: Dispatcher.ResponseData, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(answer.headers['content-length'] ?? Number.NaN);
  if (announced > maxBytes) {
    answer.body.destroy();
    throw new ChannelError('FRAME_TOO_LARGE', `expected at most ${maxBytes} bytes, got ${announced}`);
  }
  if (!Number.isInteger(announced)) return await readUnannounced(answer, maxBytes);
  const bytes = Buffer.allocUnsafeSlow(announced);
  let filled = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    if (filled + chunk.length > announced) throw wrongLength(announced);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled !== announced) throw wrongLength(announced);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, announced);
}

async function readUnannounced(answer: Dispatcher.ResponseData, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new ChannelError('FRAME_TOO_LARGE', `expected at most ${maxBytes} bytes, got more`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function wrongLength(announced: number): ChannelError {
  return new ChannelError('BAD_FRAME', `expected a response of ${announced} bytes as announced`);
}
