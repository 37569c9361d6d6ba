// Channels between parties of one process: no network, one copy per frame, like a socket's.

import { join } from '../src/io/messages.js';
import { type Channel, emptyInbox } from '../src/protocol/step.js';

interface Mailbox {
  readonly frames: Uint8Array[];
  waiting: ((frame: Uint8Array) => void) | null;
}

/** One end of channels between all parties, which counts what it sends. */
export class LocalChannel implements Channel {
  sentBytes = 0;
  rounds = 0;

  private constructor(
    readonly party: number,
    readonly parties: number,
    /** boxes[from][to] */
    private readonly boxes: readonly (readonly Mailbox[])[],
  ) {}

  static connect(parties: number): LocalChannel[] {
    const boxes = Array.from({ length: parties }, () =>
      Array.from({ length: parties }, (): Mailbox => ({ frames: [], waiting: null })),
    );
    return Array.from({ length: parties }, (_, party) => new LocalChannel(party, parties, boxes));
  }

  async exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]> {
    this.rounds++;
    out.forEach((parts, to) => {
      if (parts.length > 0) this.#send(to, parts);
    });
    const inbox = emptyInbox(this.parties);
    for (let from = 0; from < this.parties; from++) {
      if ((expect[from] ?? 0) > 0) inbox[from] = await this.#receive(from);
    }
    return inbox;
  }

  #send(to: number, parts: readonly Uint8Array[]): void {
    const frame = join(...parts);
    this.sentBytes += frame.length;
    const box = this.boxes[this.party]?.[to] as Mailbox;
    const { waiting } = box;
    box.waiting = null;
    if (waiting === null) box.frames.push(frame);
    else waiting(frame);
  }

  #receive(from: number): Promise<Uint8Array> {
    const box = this.boxes[from]?.[this.party] as Mailbox;
    const frame = box.frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => {
      box.waiting = resolve;
    });
  }
}
