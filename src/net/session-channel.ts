// One session over the mesh: the Channel port for one run of a protocol. Sessions share the pair's streams; what keeps
// them apart is the session id in every frame, what keeps a session in step is the index.
//
//     open --exchange--> waiting --all frames in--> open ... --close()--> closed
//        '------------------'--ill-formed frame, timeout, lost peer, abort()--> failed (peers are told the code)
//
// In every round in which two parties exchange anything, each sends the other one frame, if need be an empty one. So a
// peer cannot send message s + 1 before it has seen ours of round s: at most two frames per peer wait here, and
// whatever arrives beyond that is refused (UNEXPECTED_FRAME) before memory is spent on it.

import { ChannelError, UsageError } from '../errors.js';
import { type Channel, partsLength } from '../protocol/step.js';
import { abortedBy, type CodedError, type TesseraCode } from './error-codes.js';
import { encodeAbort, encodeRound, type FrameHeader, sessionKey } from './frame.js';

/** What a session needs of the mesh. */
export interface SessionHost {
  readonly party: number;
  readonly parties: number;
  readonly maxBodyBytes: number;
  /** @returns false if there is no connection to that peer. */
  send(peer: number, frame: Buffer): boolean;
  /** The session is over; `failure` says why, undefined if it was closed in good order. */
  ended(key: string, failure: CodedError | undefined): void;
}

/** Counters of one session. Bytes are those of the bodies, without frame headers: they depend on the protocol only. */
export interface SessionStats {
  rounds: number;
  bytesSent: number;
  bytesReceived: number;
}

interface Pending {
  readonly expect: readonly number[];
  readonly replies: Uint8Array[];
  /** Peers whose frame of this round is still missing. */
  readonly missing: Set<number>;
  readonly resolve: (replies: readonly Uint8Array[]) => void;
  readonly reject: (error: Error) => void;
}

/** Frames to and from one peer. */
interface Lane {
  sent: number;
  arrived: number;
  readonly inbox: Uint8Array[];
}

const NOTHING = new Uint8Array(0);

export class SessionChannel implements Channel {
  readonly party: number;
  readonly parties: number;
  readonly key: string;
  readonly stats: SessionStats = { rounds: 0, bytesSent: 0, bytesReceived: 0 };
  readonly #session: Uint8Array;
  readonly #host: SessionHost;
  readonly #timeoutMs: number;
  readonly #lanes: readonly Lane[];
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why nothing more can be exchanged. */
  #over: CodedError | undefined;
  #failed: ((error: CodedError) => void) | undefined;

  /** @param session  32 bytes, never used before by these parties */
  constructor(host: SessionHost, session: Uint8Array, timeoutMs: number) {
    this.party = host.party;
    this.parties = host.parties;
    this.key = sessionKey(session);
    this.#session = session.slice();
    this.#host = host;
    this.#timeoutMs = timeoutMs;
    this.#lanes = Array.from({ length: host.parties }, () => ({ sent: 0, arrived: 0, inbox: [] }));
  }

  /** One round: at most one frame to and from each peer. The parts are copied before this returns.
   *  @param out     out[j]: parts for party j, the own slot is ignored
   *  @param expect  expect[j]: bytes that party j sends, the own slot is ignored
   *  @returns one buffer per party, expect[j] bytes, 8-aligned; the own one empty
   *  @throws ChannelError BAD_FRAME, UNEXPECTED_FRAME, FRAME_TOO_LARGE, TIMEOUT, CLOSED; SecurityAbort PEER_ABORTED.
   *          All of them end the session. UsageError, before anything is sent: WRONG_STATE while another round is under
   *          way, LENGTH_MISMATCH, INVALID_ARGUMENT, LIMIT_EXCEEDED for a body larger than a frame may be. */
  exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) throw this.#over;
      if (this.#pending !== undefined) throw new UsageError('WRONG_STATE', 'expected one round at a time');
      const bytes = this.#checkedSizes(out, expect);
      const replies = expect.map(() => NOTHING);
      this.#pending = { expect, replies, missing: new Set(), resolve, reject };
      this.stats.rounds++;
      this.#sendAll(this.#pending, out, bytes);
      this.#startTimer();
      this.#advance();
    });
  }

  /** Ends the session in good order. Peers are not told unless a round is under way, which then fails with CLOSED. */
  close(): void {
    const error = new ChannelError('CLOSED', 'the session is closed');
    if (this.#pending !== undefined) this.fail(error);
    else if (this.#over === undefined) this.#end(error, undefined);
  }

  /** Calls back once when the session fails, also between two rounds: a peer may give it up while this party waits for somebody
   *  else. Not after a close in good order. */
  onFailure(listener: (error: CodedError) => void): void {
    this.#failed = listener;
  }

  /** Gives the session up and tells the peers the code, nothing else. Does nothing once the session is over. */
  abort(code: TesseraCode): void {
    this.fail(new ChannelError('CLOSED', `this party aborted the session: ${code}`), code);
  }

  /** Ends the session with an error, also for a round under way, and tells the peers the code. */
  fail(error: CodedError, code: TesseraCode = error.code): void {
    if (this.#over !== undefined) return;
    for (let j = 0; j < this.parties; j++) {
      if (j !== this.party) this.#host.send(j, encodeAbort(this.#session, code));
    }
    this.#end(error, error);
  }

  /** Whether a frame whose header has arrived is what the protocol is waiting for; if not, the session fails. */
  admits(peer: number, header: FrameHeader, bodyBytes: number): boolean {
    if (this.#over !== undefined) return false;
    if (header.type === 'abort') return true;
    const error = this.#objection(peer, header.index, bodyBytes);
    if (error !== undefined) this.fail(error);
    return error === undefined;
  }

  /** A frame has arrived whole. */
  deliver(peer: number, header: FrameHeader, body: Uint8Array): void {
    if (!this.admits(peer, header, body.length)) return;
    if (header.type === 'abort') {
      this.fail(abortedBy(peer, header.code));
      return;
    }
    const lane = this.#lane(peer);
    lane.arrived++;
    lane.inbox.push(body);
    this.#advance();
  }

  #objection(peer: number, index: number, bodyBytes: number): ChannelError | undefined {
    const lane = this.#lane(peer);
    if (index !== lane.arrived || index > lane.sent) {
      const expected = lane.arrived > lane.sent ? 'no further message' : `message ${lane.arrived}`;
      return new ChannelError('UNEXPECTED_FRAME', `expected ${expected} from party ${peer}, got message ${index}`);
    }
    if (!this.#pending?.missing.has(peer) || lane.inbox.length > 0) return undefined; // a round ahead of this party
    return wrongLength(peer, this.#pending.expect[peer] ?? 0, bodyBytes);
  }

  #checkedSizes(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): number[] {
    if (out.length !== this.parties || expect.length !== this.parties) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${this.parties} slots, got ${out.length} and ${expect.length}`);
    }
    const limit = this.#host.maxBodyBytes;
    for (const bytes of expect) {
      if (!Number.isInteger(bytes) || bytes < 0 || bytes > limit) {
        throw new UsageError('INVALID_ARGUMENT', `expected a length of 0 to ${limit} bytes, got ${bytes}`);
      }
    }
    return out.map((parts) => {
      const bytes = partsLength(parts);
      if (bytes > limit) throw new UsageError('LIMIT_EXCEEDED', `expected at most ${limit} bytes, got ${bytes}`);
      return bytes;
    });
  }

  #sendAll(pending: Pending, out: readonly (readonly Uint8Array[])[], bytes: readonly number[]): void {
    for (let j = 0; j < this.parties; j++) {
      const size = bytes[j] ?? 0;
      if (j === this.party || (size === 0 && pending.expect[j] === 0)) continue;
      pending.missing.add(j);
      const frame = encodeRound(this.#session, this.#lane(j).sent++, out[j] ?? [], size);
      if (!this.#host.send(j, frame)) {
        this.fail(new ChannelError('CLOSED', `expected a connection to party ${j}`));
        return;
      }
      this.stats.bytesSent += size;
    }
  }

  /** Moves what has arrived into the round under way; when nothing is missing, the round is over. */
  #advance(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    for (const j of pending.missing) {
      const body = this.#lane(j).inbox.shift();
      if (body === undefined) continue;
      const error = wrongLength(j, pending.expect[j] ?? 0, body.length);
      if (error !== undefined) {
        this.fail(error);
        return;
      }
      pending.missing.delete(j);
      pending.replies[j] = body;
      this.stats.bytesReceived += body.length;
    }
    if (pending.missing.size > 0) return;
    this.#pending = undefined;
    this.#timer?.unref(); // an idle session keeps nobody's process alive
    pending.resolve(pending.replies);
  }

  /** One timer per session, pushed back by every round: arming a new one each time costs more than a small round. */
  #startTimer(): void {
    if (this.#over !== undefined) return;
    this.#timer ??= setTimeout(() => this.#expire(), this.#timeoutMs);
    this.#timer.refresh().ref();
  }

  #expire(): void {
    if (this.#pending === undefined) return;
    const silent = [...this.#pending.missing].join(', ');
    const round = this.stats.rounds - 1;
    this.fail(new ChannelError('TIMEOUT', `expected round ${round} from party ${silent} within ${this.#timeoutMs} ms`));
  }

  #end(over: CodedError, failure: CodedError | undefined): void {
    this.#over = over;
    clearTimeout(this.#timer);
    this.#pending?.reject(over);
    this.#pending = undefined;
    for (const lane of this.#lanes) lane.inbox.length = 0;
    this.#host.ended(this.key, failure);
    if (failure !== undefined) this.#failed?.(failure);
  }

  #lane(peer: number): Lane {
    const lane = this.#lanes[peer];
    if (lane === undefined)
      throw new UsageError('INVALID_ARGUMENT', `expected a party below ${this.parties}, got ${peer}`);
    return lane;
  }
}

function wrongLength(peer: number, expected: number, found: number): ChannelError | undefined {
  if (found === expected) return undefined;
  return new ChannelError('BAD_FRAME', `expected ${expected} bytes from party ${peer}, got ${found}`);
}
