// The port to the parties. One request, one answer; whoever implements it keeps connections, trusts the right certificates and
// throws ChannelError when there is no answer. An answer with an error status is an answer.

export interface ClientRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Longer answers are refused unread. */
  readonly maxAnswerBytes: number;
  /** How long the answer may take; what the transport thinks fit by default. */
  readonly timeoutMs?: number;
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface ClientAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** The header tessera-stats, if there was one. */
  readonly stats?: string | undefined;
}

/** Header in which a party says what its phase of a query cost, as JSON. */
export const STATS_HEADER = 'tessera-stats';

export interface Transport {
  /**
   * Waits until a call, one request to each party, may begin; left out where any number may be under way at once.
   * @returns ends the call
   */
  enter?(): Promise<() => void>;

  /**
   * @param party index of the party, in the order that all parties and clients agree on
   * @throws ChannelError UNREACHABLE, TIMEOUT, CLOSED, FRAME_TOO_LARGE
   */
  request(party: number, request: ClientRequest): Promise<ClientAnswer>;
}
