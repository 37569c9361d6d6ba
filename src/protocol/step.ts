// A protocol is a generator. Every party must put the same messages into the same round in the same order, so the
// schedule is part of the protocol and not of whoever happens to be fast: `yield*` marks each wait, for the other
// parties or for the worker pool, and everything between two waits is local and synchronous.

/** A pure computation for the worker pool. It runs while the messages of the same round travel. */
export interface Work {
  readonly name: string;
  run(): Promise<unknown>;
}

/** What one party does in one round. Parts are multiples of 8 bytes, so that bodies can be used in place. */
export interface Step {
  /** out[j]: the parts that go to party j, in order; the own slot is empty. */
  readonly out: readonly (readonly Uint8Array[])[];
  /** expect[j]: how many bytes party j sends in this round; the own slot is 0. */
  readonly expect: readonly number[];
  readonly work: readonly Work[];
}

/** What came back: in[j] has exactly expect[j] bytes, results[k] is what work[k] returned. */
export interface Reply {
  readonly in: readonly Uint8Array[];
  readonly results: readonly unknown[];
}

export type Protocol<T> = Generator<Step, T, Reply>;

/**
 * The port to the other parties: one frame per peer and round. The net layer implements it over HTTP/2.
 * Parts are copied before the promise is returned, for they are views of memory that moves on.
 * @throws ChannelError in the promise; BAD_FRAME when a peer sent another number of bytes than expected
 */
export interface Channel {
  readonly party: number;
  readonly parties: number;
  exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]>;
}

const NOTHING = new Uint8Array(0);

/** True where a step only computes and sends no frame to anyone. */
export function isSilent(step: Step): boolean {
  return step.expect.every((n) => n === 0) && step.out.every((parts) => parts.length === 0);
}

/** The empty reply of a party of `parties`. */
export function emptyInbox(parties: number): Uint8Array[] {
  return Array.from({ length: parties }, () => NOTHING);
}

/** Total length of a list of parts, in bytes. */
export function partsLength(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}
