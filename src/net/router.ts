// From method and path to handler. Patterns are fixed segments and named ones, as in "/datasets/:id/rows".

import type { IncomingHttpHeaders } from 'node:http2';
import { UsageError } from '../errors.js';
import type { PeerIdentity } from './identities.js';
import { Rejection } from './wire-error.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The part of a request that is known before its body. Everything in it comes from outside. */
export interface RequestHead {
  readonly method: Method;
  readonly path: string;
  /** Values of the pattern's named segments, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** When the request's first frame was here, as performance.now(). */
  readonly arrivedMs: number;
  /** Address of the caller. */
  readonly remote: string;
  /** Who the caller proved to be by its certificate; null for everybody who is not a peer or the dealer. */
  readonly peer: PeerIdentity | null;
}

export interface ApiRequest extends RequestHead {
  /** The whole body, 8-aligned; empty if there was none. */
  readonly body: Buffer;
  /** Fires when the caller has gone and nobody will read the answer. */
  readonly signal: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export type Handler = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

export interface RouteOptions {
  /** Largest body; default is the server's. */
  readonly maxBodyBytes?: number;
  /** Looks at the head before the body is received; throws to refuse it. */
  readonly admit?: (head: RequestHead) => void;
}

export interface Route extends RouteOptions {
  readonly method: Method;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export class Router {
  readonly #routes: Route[] = [];

  /** @throws WRONG_STATE if the same route exists */
  add(method: Method, pattern: string, handler: Handler, options: RouteOptions = {}): void {
    const segments = pattern.split('/');
    const shape = (names: readonly string[]) => names.map((s) => (s.startsWith(':') ? ':' : s)).join('/');
    if (this.#routes.some((route) => route.method === method && shape(route.segments) === shape(segments))) {
      throw new UsageError('WRONG_STATE', `expected one handler for ${method} ${pattern}, got two`);
    }
    this.#routes.push({ ...options, method, segments, handler });
  }

  /** The methods that some route offers for a path. */
  methods(path: string): Method[] {
    return this.#matches(path).map(({ route }) => route.method);
  }

  /** @param path  without the query
   *  @throws Rejection 404, or 405 if the path exists for another method */
  match(method: string, path: string): Match {
    const matches = this.#matches(path);
    const match = matches.find(({ route }) => route.method === method);
    if (match !== undefined) return match;
    if (matches.length === 0) throw new Rejection(404, new UsageError('INVALID_ARGUMENT', 'no such path'));
    throw new Rejection(405, new UsageError('INVALID_ARGUMENT', 'this path does not offer this method'));
  }

  #matches(path: string): Match[] {
    const segments = path.split('/');
    return this.#routes.flatMap((route) => {
      const params = matchSegments(route.segments, segments);
      return params === undefined ? [] : [{ route, params }];
    });
  }
}

function matchSegments(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = Object.create(null);
  for (const [k, name] of pattern.entries()) {
    const segment = path[k] ?? '';
    if (!name.startsWith(':')) {
      if (name !== segment) return undefined;
      continue;
    }
    const value = decodeSegment(segment);
    if (value === undefined || value === '') return undefined;
    params[name.slice(1)] = value;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
