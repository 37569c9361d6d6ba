// Receives a request's body into one buffer that is allocated when the head has announced its length. The memory is
// not touched, hence not occupied, before bytes arrive, so an announcement costs the server nothing; what has really
// arrived is counted over all requests and bounded.

import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { UsageError } from '../errors.js';
import { Rejection } from './wire-error.js';

/** Bytes that the bodies of all requests under way may occupy together. */
export class BodyBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** One request's share: grows while the body arrives, is given back as a whole when the request is done. */
  lease(): BodyLease {
    let held = 0;
    return {
      take: (bytes) => {
        if (this.#bytes + bytes > this.#maxBytes) return false;
        this.#bytes += bytes;
        held += bytes;
        return true;
      },
      release: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }
}

export interface BodyLease {
  /** @returns false if there is no room */
  take(bytes: number): boolean;
  release(): void;
}

export interface BodyLimits {
  readonly maxBytes: number;
  /** A body of which nothing arrives for so long is given up. */
  readonly stallMs: number;
  readonly lease: BodyLease;
}

/** The whole body, 8-aligned. The lease is the caller's to release.
 *  @returns undefined if the caller went away before the end
 *  @throws Rejection 411 without a length, 413 if it is too long, 400 if it is not as long as announced, 503 without room */
export async function readBody(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  limits: BodyLimits,
): Promise<Buffer | undefined> {
  if (stream.endAfterHeaders) return Buffer.alloc(0);
  const length = announcedLength(headers, limits.maxBytes);
  const body = allocate(length);
  let filled = 0;
  try {
    return await new Promise<Buffer | undefined>((resolve, reject) => {
      const gone = () => resolve(undefined);
      stream.on('data', (chunk: Buffer) => {
        if (filled + chunk.length > length) return reject(wrongLength(length));
        if (!limits.lease.take(chunk.length))
          return reject(rejection(503, 'LIMIT_EXCEEDED', 'too many uploads at once'));
        body.set(chunk, filled);
        filled += chunk.length;
      });
      stream.on('end', () => (filled === length ? resolve(body) : reject(wrongLength(length))));
      stream.on('aborted', gone);
      stream.on('close', gone);
      stream.on('error', gone);
      stream.setTimeout(limits.stallMs, () => stream.close(constants.NGHTTP2_CANCEL));
    });
  } finally {
    stream.setTimeout(0);
    stream.removeAllListeners('data');
  }
}

function announcedLength(headers: IncomingHttpHeaders, maxBytes: number): number {
  const text = headers['content-length'];
  if (text === undefined) throw rejection(411, 'INVALID_ARGUMENT', 'expected the header content-length');
  const length = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(length)) throw rejection(400, 'INVALID_ARGUMENT', 'expected a number in the header content-length');
  if (length > maxBytes) throw rejection(413, 'LIMIT_EXCEEDED', `expected at most ${maxBytes} bytes, got ${length}`);
  return length;
}

function allocate(length: number): Buffer {
  try {
    return Buffer.allocUnsafeSlow(length);
  } catch {
    throw rejection(503, 'LIMIT_EXCEEDED', 'no memory for this body at the moment');
  }
}

function wrongLength(length: number): Rejection {
  return rejection(400, 'LENGTH_MISMATCH', `expected a body of ${length} bytes as announced`);
}

function rejection(
  status: number,
  code: 'INVALID_ARGUMENT' | 'LENGTH_MISMATCH' | 'LIMIT_EXCEEDED',
  message: string,
): Rejection {
  return new Rejection(status, new UsageError(code, message));
}
