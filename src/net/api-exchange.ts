// One request of the API from its head to its answer: route, admit, receive the body, call the handler, answer. A
// caller that goes away at any point leaves no trace; one that is slow only ties up its own stream.

import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { ChannelError } from '../errors.js';
import { corsHeaders, preflightHeaders } from './cors.js';
import type { PeerIdentity } from './identities.js';
import { type BodyBudget, readBody } from './request-body.js';
import type { ApiResponse, Router } from './router.js';
import { answerFor } from './wire-error.js';

export interface ExchangeLimits {
  readonly bodyBytes: number;
  readonly stallMs: number;
}

export interface ExchangeOptions {
  readonly origins?: readonly string[];
  readonly onInternalError?: (error: unknown) => void;
}

/** One for all: every request ends with it, and making an error takes longer than a short request. */
const GONE = new ChannelError('CLOSED', 'the caller has gone');

/** Serves one request. Never rejects. */
export async function serveRequest(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  router: Router,
  peer: PeerIdentity | null,
  budget: BodyBudget,
  limits: ExchangeLimits,
  options: ExchangeOptions,
): Promise<void> {
  const arrivedMs = performance.now();
  const cors = corsHeaders(options.origins ?? [], headers);
  const lease = budget.lease();
  try {
    const { path, query } = splitTarget(headers[':path'] ?? '');
    if (headers[':method'] === 'OPTIONS') {
      const methods = router.methods(path);
      answer(stream, { status: 204 }, { ...cors, ...preflightHeaders(methods, headers) }, limits.stallMs);
      return;
    }
    const { route, params } = router.match(headers[':method'] ?? '', path);
    const remote = stream.session?.socket.remoteAddress ?? '';
    const head = { method: route.method, path, params, query, headers, arrivedMs, remote, peer };
    route.admit?.(head);
    const maxBytes = route.maxBodyBytes ?? limits.bodyBytes;
    const body = await readBody(stream, headers, { maxBytes, stallMs: limits.stallMs, lease });
    if (body === undefined) return;
    const response = await route.handler({ ...head, body, signal: goneSignal(stream) });
    answer(stream, response, cors, limits.stallMs);
  } catch (error) {
    const { status, body, internal } = answerFor(error);
    if (internal) options.onInternalError?.(error);
    answer(stream, { status, body }, cors, limits.stallMs);
  } finally {
    lease.release();
  }
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const end = target.indexOf('?');
  if (end < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, end), query: new URLSearchParams(target.slice(end + 1)) };
}

function goneSignal(stream: ServerHttp2Stream): AbortSignal {
  const controller = new AbortController();
  if (stream.closed) controller.abort(GONE);
  else stream.once('close', () => controller.abort(GONE));
  return controller.signal;
}

/** Sends the answer. If the body of the request is still coming in, the caller is asked to stop. */
function answer(stream: ServerHttp2Stream, response: ApiResponse, extra: OutgoingHttpHeaders, stallMs: number): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  const { status, headers, body } = response;
  const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array(0));
  const described = bytes.length === 0 ? {} : { 'content-type': type, 'content-length': bytes.length };
  stream.setTimeout(stallMs, () => stream.close(constants.NGHTTP2_CANCEL));
  if (!stream.readableEnded && !stream.endAfterHeaders) {
    stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
    stream.resume();
  }
  stream.respond({ ...extra, ...described, ...headers, ':status': status }, { endStream: bytes.length === 0 });
  if (bytes.length > 0) stream.end(bytes);
}
