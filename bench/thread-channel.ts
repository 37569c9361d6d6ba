// A channel between two parties in two threads of one process: a copy per frame, like a socket's, and nothing else of a network.

import type { MessagePort } from 'node:worker_threads';
import { join } from '../src/io/messages.js';
import { type Channel, emptyInbox } from '../src/protocol/step.js';

export class ThreadChannel implements Channel {
  readonly parties = 2;
  sentBytes = 0;
  readonly #frames: Uint8Array[] = [];
  #waiting: ((frame: Uint8Array) => void) | null = null;

  constructor(
    readonly party: number,
    private readonly port: MessagePort,
  ) {
    port.on('message', (frame: Uint8Array) => {
      if (this.#waiting === null) this.#frames.push(frame);
      else {
        const waiting = this.#waiting;
        this.#waiting = null;
        waiting(frame);
      }
    });
  }

  async exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]> {
    const peer = 1 - this.party;
    const parts = out[peer] ?? [];
    if (parts.length > 0) this.#send(parts);
    const inbox = emptyInbox(this.parties);
    if ((expect[peer] ?? 0) > 0) inbox[peer] = await this.#receive();
    return inbox;
  }

  #send(parts: readonly Uint8Array[]): void {
    const frame = join(...parts);
    this.sentBytes += frame.length;
    this.port.postMessage(frame, [frame.buffer]);
  }

  #receive(): Promise<Uint8Array> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
