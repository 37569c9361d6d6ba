// The transport for browsers, over fetch. Connections, certificates and the origin policy are the browser's affair.

import { ChannelError } from '../errors.js';
import { join } from '../io/messages.js';
import { unshared } from './key.js';
import { type ClientAnswer, type ClientRequest, STATS_HEADER, type Transport } from './transport.js';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export class FetchTransport implements Transport {
  /**
   * @param origins one per party, in the agreed order, as in "https://party0.example:8443"
   * @param timeoutMs for one request with its answer
   */
  constructor(
    private readonly origins: readonly string[],
    private readonly timeoutMs = 120_000,
    private readonly fetching: Fetch = (url, init) => fetch(url, init),
  ) {}

  /** @throws as the port */
  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    const origin = this.origins[party];
    if (origin === undefined) throw new ChannelError('UNREACHABLE', `no origin is known for party ${party}`);
    const { method, headers, timeoutMs = this.timeoutMs } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.fetching(`${origin}${request.path}`, {
        method,
        headers: { ...headers },
        signal: AbortSignal.any([request.signal, timeout]),
        ...(method === 'GET' ? {} : { body: unshared(request.body) }),
      });
      const body = await readBody(response, request.maxAnswerBytes, party);
      return { status: response.status, body, stats: response.headers.get(STATS_HEADER) ?? undefined };
    } catch (error) {
      if (error instanceof ChannelError) throw error;
      if (timeout.aborted) throw new ChannelError('TIMEOUT', `party ${party} did not answer in ${timeoutMs} ms`);
      if (request.signal.aborted) throw new ChannelError('CLOSED', `the request to party ${party} was given up`);
      throw new ChannelError('UNREACHABLE', `party ${party} cannot be reached`);
    }
  }
}

/** @throws ChannelError FRAME_TOO_LARGE, the rest unread */
async function readBody(response: Response, maxBytes: number, party: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    length += next.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw new ChannelError('FRAME_TOO_LARGE', `expected at most ${maxBytes} bytes of party ${party}`);
    }
    chunks.push(next.value);
  }
  return join(...chunks);
}
