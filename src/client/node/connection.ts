// One HTTP/2 connection to a party; requests share it. Over node:http2: undici ends an aborted request in a way (a stream closed in good
// order and destroyed before its body has left) that makes Node 20 write empty frames for ever. Here it ends with RST_STREAM(CANCEL).
//
// Windows are narrow: a connection that carries bulk both ways hangs with wide ones. Bodies go out in pieces, because a whole one queued
// in the session makes Node reject what arrives meanwhile (ENHANCE_YOUR_CALM).

import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2';
import { ChannelError } from '../../errors.js';
import { type ClientAnswer, type ClientRequest, STATS_HEADER } from '../transport.js';

const MiB = 1 << 20;
const WINDOW_BYTES = MiB;
const PIECE_BYTES = MiB / 4;
const MAX_SESSION_MEMORY_MB = 1024;
/** A party that has not answered a ping when the next is due is gone; it may compute for seconds without looking up. */
const PING_MS = 60_000;

export interface ConnectionOptions {
  /** As in "https://party0.example:8443". */
  readonly origin: string;
  /** For messages, as in "party 0". */
  readonly whom: string;
  /** PEM; the system's authorities by default. */
  readonly ca?: string;
  /** For tests: a minute by default. */
  readonly pingMs?: number;
}

export class PartyConnection {
  readonly #whom: string;
  readonly #session: ClientHttp2Session;
  #open = true;
  #connected = false;
  /** Why there is no connection; a code, never a text. */
  #reason = 'closed';
  #underWay = 0;

  constructor({ origin, whom, ca, pingMs = PING_MS }: ConnectionOptions) {
    this.#whom = whom;
    this.#session = connect(origin, {
      ...(ca === undefined ? {} : { ca }),
      minVersion: 'TLSv1.3',
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
    });
    this.#session.once('connect', () => {
      this.#connected = true;
      this.#session.setLocalWindowSize(WINDOW_BYTES);
    });
    this.#session.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason = error.code ?? 'unknown';
      this.retire();
    });
    keepAlive(this.#session, pingMs, () => {
      this.#reason = 'silent';
      this.retire();
      this.#session.destroy();
    });
    this.#session.on('goaway', () => this.retire());
    this.#session.on('close', () => this.retire());
  }

  /** Whether new requests may use it. */
  get open(): boolean {
    return this.#open;
  }

  /** Requests under way. */
  get load(): number {
    return this.#underWay;
  }

  /** Takes no new requests, and closes when the last one has ended. */
  retire(): void {
    this.#open = false;
    if (this.#underWay === 0) this.#session.destroy();
  }

  /**
   * @param signal gives the request up; the caller knows why
   * @throws ChannelError UNREACHABLE, CLOSED, FRAME_TOO_LARGE, BAD_FRAME
   */
  async request(request: ClientRequest, signal: AbortSignal): Promise<ClientAnswer> {
    if (this.#underWay++ === 0) this.#session.ref();
    try {
      const stream = this.#start(request);
      return await this.#exchange(stream, request, signal);
    } finally {
      // An idle connection keeps nobody's process alive.
      if (--this.#underWay === 0) this.#session.unref();
      if (!this.#open) this.retire();
    }
  }

  #start({ method, path, headers, body }: ClientRequest): ClientHttp2Stream {
    const length = method === 'GET' ? {} : { 'content-length': String(body.length) };
    const head = { ...headers, ...length, ':method': method, ':path': path };
    try {
      return this.#session.request(head, { endStream: method === 'GET' || body.length === 0 });
    } catch {
      throw this.#lost();
    }
  }

  async #exchange(stream: ClientHttp2Stream, request: ClientRequest, signal: AbortSignal): Promise<ClientAnswer> {
    const cancel = () => stream.close(constants.NGHTTP2_CANCEL);
    stream.on('error', () => undefined); // `close` follows
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      const [answer] = await Promise.all([this.#receive(stream, request.maxAnswerBytes), send(stream, request)]);
      if (!stream.writableEnded) cancel(); // answered before all of the body was sent
      return answer;
    } catch (error) {
      cancel();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #receive(stream: ClientHttp2Stream, maxBytes: number): Promise<ClientAnswer> {
    return new Promise((resolve, reject) => {
      let head: IncomingHttpHeaders = {};
      let answered = false;
      const body = new AnswerBody(maxBytes);
      stream.on('response', (headers) => {
        head = headers;
        body.announce(headers['content-length']);
      });
      stream.on('data', (chunk: Buffer) => {
        if (body.add(chunk)) return;
        reject(new ChannelError('FRAME_TOO_LARGE', `expected at most ${maxBytes} bytes of ${this.#whom}`));
      });
      stream.on('end', () => {
        const status = Number(head[':status']);
        // A request that was given up ends, too.
        if (Number.isNaN(status) || stream.rstCode !== constants.NGHTTP2_NO_ERROR || !body.complete) return;
        answered = true;
        const stats = head[STATS_HEADER];
        resolve({ status, body: body.bytes(), stats: typeof stats === 'string' ? stats : undefined });
      });
      stream.on('close', () => {
        if (!answered) reject(this.#lost());
      });
    });
  }

  #lost(): ChannelError {
    return this.#connected
      ? new ChannelError('CLOSED', `the connection to ${this.#whom} broke: ${this.#reason}`)
      : new ChannelError('UNREACHABLE', `${this.#whom} cannot be reached: ${this.#reason}`);
  }
}

/** Answers may take long: a party that vanished without a word is noticed by its silence. */
function keepAlive(session: ClientHttp2Session, intervalMs: number, gone: () => void): void {
  let waiting = false;
  const ping = () => {
    if (session.connecting || session.destroyed) return;
    if (waiting) gone();
    else waiting = session.ping(() => (waiting = false));
  };
  const timer = setInterval(ping, intervalMs).unref();
  session.once('close', () => clearInterval(timer));
}

/** Sends the body; ends quietly when nobody wants the rest, for then the answer says why. */
async function send(stream: ClientHttp2Stream, { method, body }: ClientRequest): Promise<void> {
  if (method === 'GET' || body.length === 0) return;
  for (let from = 0; from < body.length; from += PIECE_BYTES) {
    if (stream.destroyed || stream.closed || stream.readableEnded) return;
    if (stream.write(body.subarray(from, from + PIECE_BYTES))) continue;
    const waiting = new AbortController();
    const events = ['drain', 'close', 'end'].map((event) => once(stream, event, { signal: waiting.signal }));
    await Promise.race(events.map((event) => event.catch(() => undefined)));
    waiting.abort();
  }
  if (!stream.destroyed && !stream.closed) stream.end();
}

/** Collects an answer: in one buffer if its length is announced before the first byte, which may come before the head. */
class AnswerBody {
  readonly #chunks: Buffer[] = [];
  #expected: number | undefined;
  #whole: Buffer | undefined;
  #length = 0;

  constructor(private readonly maxBytes: number) {}

  announce(contentLength: string | undefined): void {
    if (!/^\d{1,15}$/.test(contentLength ?? '')) return;
    this.#expected = Number(contentLength);
    if (this.#length === 0 && this.#expected <= this.maxBytes) this.#whole = Buffer.allocUnsafeSlow(this.#expected);
  }

  /** @returns false if it is too long */
  add(chunk: Buffer): boolean {
    const from = this.#length;
    this.#length += chunk.length;
    if (this.#length > Math.min(this.maxBytes, this.#expected ?? this.maxBytes)) return false;
    if (this.#whole === undefined) this.#chunks.push(chunk);
    else this.#whole.set(chunk, from);
    return true;
  }

  /** Whether all that was announced is there. */
  get complete(): boolean {
    return this.#expected === undefined || this.#length === this.#expected;
  }

  bytes(): Uint8Array {
    return this.#whole ?? Buffer.concat(this.#chunks, this.#length);
  }
}
