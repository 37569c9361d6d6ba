// All sessions of this party and the frames for them: which are open, which a peer has begun before this party did,
// which are over. Whatever a peer sends ends at most the session it is about.
//
//     frame --> open session?  --> its SessionChannel
//           --> over?          --> dropped
//           --> unknown        --> waits, within bounds, until open() takes it; beyond them the session is over

import { ChannelError, UsageError } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';
import { EarlyFrames, type EarlyLimits, EndedSessions } from './early-frames.js';
import { abortedBy, type CodedError } from './error-codes.js';
import { encodeAbort, type FrameHeader, sessionKey } from './frame.js';
import type { FrameSink } from './frame-reader.js';
import { SessionChannel, type SessionHost } from './session-channel.js';

export interface MeshLimits extends EarlyLimits {
  /** Largest body of one message. */
  readonly frameBytes: number;
  /** How many ended sessions are remembered. */
  readonly endedSessions: number;
}

export const DEFAULT_MESH_LIMITS: MeshLimits = {
  frameBytes: 256 * 1024 * 1024,
  earlySessions: 64,
  earlyBytes: 16 * 1024 * 1024,
  earlyAgeMs: 60_000,
  endedSessions: 4096,
};

export class SessionTable {
  readonly #host: SessionHost;
  readonly #early: readonly EarlyFrames[];
  readonly #sessions = new Map<string, SessionChannel>();
  readonly #ended: EndedSessions;

  /** @param send  hands a frame to the link towards a peer; false if there is none */
  constructor(party: number, parties: number, limits: MeshLimits, send: SessionHost['send']) {
    this.#early = Array.from({ length: parties }, () => new EarlyFrames(limits));
    this.#ended = new EndedSessions(limits.endedSessions);
    const ended: SessionHost['ended'] = (key, failure) => {
      this.#sessions.delete(key);
      this.#ended.add(key, failure);
    };
    this.#host = { party, parties, maxBodyBytes: limits.frameBytes, send, ended };
  }

  /** Makes a session and gives it what has arrived early.
   *  @throws UsageError INVALID_ARGUMENT, WRONG_STATE; whatever has already ended the session */
  open(session: Uint8Array, timeoutMs: number): SessionChannel {
    if (session.length !== DIGEST_BYTES) {
      throw new UsageError('INVALID_ARGUMENT', `expected a session id of ${DIGEST_BYTES} bytes, got ${session.length}`);
    }
    const key = sessionKey(session);
    const failure = this.#ended.failure(key);
    if (failure !== undefined) throw failure;
    if (this.#sessions.has(key) || this.#ended.has(key)) {
      throw new UsageError('WRONG_STATE', 'expected a session id that was never used before');
    }
    const channel = new SessionChannel(this.#host, session, timeoutMs);
    this.#sessions.set(key, channel);
    for (const [peer, early] of this.#early.entries()) {
      const frame = early.take(key);
      if (frame !== undefined) channel.deliver(peer, frame.header, frame.body);
    }
    return channel;
  }

  /** What becomes of the frames of one peer. */
  sink(peer: number): FrameSink {
    return {
      begin: (header, bodyBytes) => this.#begin(peer, header, bodyBytes),
      end: (header, body) => this.#deliver(peer, header, body),
      refuse: (key, error) => this.#refuse(peer, key, error),
    };
  }

  /** Ends all sessions: every one spans all parties, so none survives the loss of one peer. */
  lost(peer: number, error: ChannelError): void {
    for (const key of this.#early[peer]?.clear() ?? []) this.#ended.add(key, error);
    this.failAll(error);
  }

  /** Ends all sessions and tells the peers the code. */
  failAll(error: ChannelError): void {
    for (const session of [...this.#sessions.values()]) session.fail(error);
  }

  /** Gives up the sessions that peers have begun and this party has not opened for too long. */
  expire(now: number): void {
    for (const [peer, early] of this.#early.entries()) {
      for (const key of early.expire(now)) {
        this.#refuse(peer, key, new ChannelError('TIMEOUT', 'expected this party to open the session in time'));
      }
    }
  }

  #begin(peer: number, header: FrameHeader, bodyBytes: number): boolean {
    const session = this.#sessions.get(header.session);
    if (session !== undefined) return session.admits(peer, header, bodyBytes);
    if (this.#ended.has(header.session)) return false;
    if (header.type === 'abort') return true;
    const objection = this.#early[peer]?.objection(header, bodyBytes);
    if (objection !== undefined) this.#refuse(peer, header.session, objection);
    return objection === undefined;
  }

  #deliver(peer: number, header: FrameHeader, body: Uint8Array): void {
    const session = this.#sessions.get(header.session);
    if (session !== undefined) session.deliver(peer, header, body);
    else if (this.#ended.has(header.session)) return;
    else if (header.type === 'abort') this.#endUnopened(header.session, abortedBy(peer, header.code));
    else this.#early[peer]?.keep(header, body, Date.now());
  }

  /** Ends the session of a frame that is ill-formed, too large or too many. */
  #refuse(peer: number, key: string, error: ChannelError): void {
    const session = this.#sessions.get(key);
    if (session !== undefined) session.fail(error);
    else if (!this.#ended.has(key)) {
      this.#endUnopened(key, error);
      this.#host.send(peer, encodeAbort(Buffer.from(key, 'hex'), error.code));
    }
  }

  #endUnopened(key: string, error: CodedError): void {
    for (const early of this.#early) early.take(key);
    this.#ended.add(key, error);
  }
}
