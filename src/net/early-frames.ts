// Parties open a session at slightly different moments, so the first frame of a fast peer arrives before the slow one
// knows the session. It waits here, within bounds on the number of such sessions per peer, their bytes and their age.
// Sessions that are over are remembered for a while too: late frames for them are dropped and not taken for new ones.

import { ChannelError } from '../errors.js';
import type { CodedError } from './error-codes.js';
import type { RoundHeader } from './frame.js';

export interface EarlyLimits {
  /** Sessions per peer that this party has not opened. */
  readonly earlySessions: number;
  /** Bytes of the first message of such a session. */
  readonly earlyBytes: number;
  readonly earlyAgeMs: number;
}

/** First message of a session that this party has not opened yet. */
export interface EarlyFrame {
  readonly header: RoundHeader;
  readonly body: Uint8Array;
  readonly arrivedAt: number;
}

export class EarlyFrames {
  readonly #limits: EarlyLimits;
  readonly #frames = new Map<string, EarlyFrame>();

  constructor(limits: EarlyLimits) {
    this.#limits = limits;
  }

  /** Why a frame of an unknown session is not kept; undefined if it is. Only message 0 can be early. */
  objection(header: RoundHeader, bodyBytes: number): ChannelError | undefined {
    if (header.index !== 0 || this.#frames.has(header.session)) {
      return new ChannelError(
        'UNEXPECTED_FRAME',
        `expected one message before the session, got message ${header.index}`,
      );
    }
    if (bodyBytes > this.#limits.earlyBytes) {
      return new ChannelError('FRAME_TOO_LARGE', `expected at most ${this.#limits.earlyBytes} bytes, got ${bodyBytes}`);
    }
    if (this.#frames.size >= this.#limits.earlySessions) {
      return new ChannelError('UNEXPECTED_FRAME', `expected at most ${this.#limits.earlySessions} unopened sessions`);
    }
    return undefined;
  }

  keep(header: RoundHeader, body: Uint8Array, now: number): void {
    this.#frames.set(header.session, { header, body, arrivedAt: now });
  }

  take(session: string): EarlyFrame | undefined {
    const frame = this.#frames.get(session);
    this.#frames.delete(session);
    return frame;
  }

  /** Forgets all frames, because their connection is gone. @returns the sessions, which are gone with it */
  clear(): string[] {
    const sessions = [...this.#frames.keys()];
    this.#frames.clear();
    return sessions;
  }

  /** Removes what has waited too long. @returns the sessions */
  expire(now: number): string[] {
    const old: string[] = [];
    for (const [session, frame] of this.#frames) {
      if (now - frame.arrivedAt < this.#limits.earlyAgeMs) break; // in order of arrival
      old.push(session);
    }
    for (const session of old) this.#frames.delete(session);
    return old;
  }
}

/** Sessions that are over, the latest `capacity` of them, with the reason where they failed. */
export class EndedSessions {
  readonly #capacity: number;
  readonly #reasons = new Map<string, CodedError | undefined>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(session: string, failure: CodedError | undefined): void {
    this.#reasons.set(session, failure);
    if (this.#reasons.size <= this.#capacity) return;
    for (const oldest of this.#reasons.keys()) {
      this.#reasons.delete(oldest);
      break;
    }
  }

  has(session: string): boolean {
    return this.#reasons.has(session);
  }

  failure(session: string): CodedError | undefined {
    return this.#reasons.get(session);
  }
}
