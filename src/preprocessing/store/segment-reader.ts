// Reads ranges of items from the file of a batch. A chunk is used only after its tag was found right; the next piece of the file
// is read while this one is decrypted.

import { SecurityAbort } from '../../errors.js';
import { ELEMENT_BYTES } from '../../params.js';
import type { BatchSpec } from '../kinds.js';
import type { FileReader, Files } from './files.js';
import type { Owner } from './place.js';
import { type StoreKey, unseal } from './sealing.js';
import {
  aboutChunk,
  aboutFile,
  aboutHead,
  chunkOf,
  decodeHead,
  decodePreamble,
  geometryOf,
  type Place,
  PREAMBLE_BYTES,
} from './segment-format.js';

/** Bytes that are read at once. */
const WINDOW_BYTES = 2 ** 20;

/** What is known of a batch's file once its head was found right. */
export interface Segment {
  readonly name: string;
  readonly salt: Uint8Array;
  readonly spec: BatchSpec;
  readonly places: readonly Place[];
  /** Length of the file. */
  readonly bytes: number;
  /** Associated data that all chunks share. */
  readonly about: Uint8Array;
}

/** Receives elements of one component: those of the items from `item` on, counted within the range. Valid during the call. */
export type Sink = (component: number, item: number, elements: Uint8Array) => void;

/**
 * Opens a batch's file and checks its head and its length, not its chunks.
 * @throws SecurityAbort STORE_DAMAGED when it is missing, changed, cut, or not the file of this batch of this owner
 */
export async function openSegment(
  files: Files,
  name: string,
  owner: Owner,
  batchHash: Uint8Array,
  storeKey: StoreKey,
): Promise<Segment> {
  const file = await files.open(name);
  if (file === null) throw damaged(name, 'is missing');
  try {
    if (file.bytes < PREAMBLE_BYTES) throw damaged(name, 'is cut off');
    const preamble = await part(file, 0, PREAMBLE_BYTES);
    const { salt, headBytes } = decodePreamble(preamble);
    const start = PREAMBLE_BYTES + headBytes;
    if (file.bytes < start) throw damaged(name, 'is cut off');
    const sealed = await part(file, PREAMBLE_BYTES, headBytes);
    const head = unseal(storeKey.derive('segment', salt), 0, aboutHead(owner, batchHash, preamble), sealed);
    if (head === null) throw damaged(name, 'does not begin as it was written');
    const { chunkBytes, spec } = decodeHead(head, owner.parties);
    const { places, bytes } = geometryOf(spec, owner, chunkBytes, start);
    if (file.bytes !== bytes) throw damaged(name, `has ${file.bytes} bytes instead of ${bytes}`);
    return { name, salt, spec, places, bytes, about: aboutFile(owner, batchHash) };
  } finally {
    await file.close();
  }
}

async function part(file: FileReader, at: number, bytes: number): Promise<Uint8Array> {
  const content = new Uint8Array(bytes);
  await file.read(content, at);
  return content;
}

function damaged(name: string, how: string): SecurityAbort {
  return new SecurityAbort('STORE_DAMAGED', `${name} ${how}`);
}

/** Chunks that lie side by side and fit one window. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly bytes: number;
}

function* runsOf(place: Place, from: number, to: number): Generator<Run> {
  const end = Math.ceil(to / place.perChunk);
  for (let first = Math.floor(from / place.perChunk); first < end; ) {
    const { at } = chunkOf(place, first);
    let bytes = 0;
    let next = first;
    do bytes += chunkOf(place, next++).bytes;
    while (next < end && bytes + chunkOf(place, next).bytes <= WINDOW_BYTES);
    yield { from: first, to: next, at, bytes };
    first = next;
  }
}

/** Reads ranges of one open file. */
export class SegmentReader {
  #windows: Uint8Array[] = [];

  private constructor(
    private readonly file: FileReader,
    private readonly segment: Segment,
    private readonly key: Uint8Array,
  ) {}

  /** @throws SecurityAbort STORE_DAMAGED */
  static async open(files: Files, segment: Segment, storeKey: StoreKey): Promise<SegmentReader> {
    const file = await files.open(segment.name);
    if (file === null) throw damaged(segment.name, 'is missing');
    if (file.bytes !== segment.bytes) {
      await file.close();
      throw damaged(segment.name, `has ${file.bytes} bytes instead of ${segment.bytes}`);
    }
    return new SegmentReader(file, segment, storeKey.derive('segment', segment.salt));
  }

  /**
   * Items [from, to) of a stock.
   * @throws SecurityAbort STORE_DAMAGED, after which what the sink has got must not be used; what the sink throws
   */
  async read(stock: number, from: number, to: number, sink: Sink): Promise<void> {
    const place = this.segment.places[stock];
    if (place === undefined) throw new RangeError(`no stock ${stock}`);
    const runs = runsOf(place, from, to);
    let turn = 0;
    const fetch = async (run: Run): Promise<Uint8Array> => {
      const window = this.#window(turn++ % 2, run.bytes);
      await this.file.read(window, run.at);
      return window;
    };
    let run = runs.next();
    let arriving = run.done ? null : settled(fetch(run.value));
    while (!run.done && arriving !== null) {
      const window = unwrap(await arriving);
      const next = runs.next();
      arriving = next.done ? null : settled(fetch(next.value));
      try {
        this.#decrypt(place, run.value, window, from, to, sink);
      } catch (error) {
        await arriving;
        throw error;
      }
      run = next;
    }
  }

  async close(): Promise<void> {
    this.key.fill(0);
    await this.file.close();
  }

  #window(turn: number, bytes: number): Uint8Array {
    let window = this.#windows[turn];
    if (window === undefined || window.length < bytes) {
      window = new Uint8Array(bytes);
      this.#windows[turn] = window;
    }
    return window.subarray(0, bytes);
  }

  #decrypt(place: Place, run: Run, window: Uint8Array, from: number, to: number, sink: Sink): void {
    for (let chunk = run.from; chunk < run.to; chunk++) {
      const { at, bytes, from: first, to: end } = chunkOf(place, chunk);
      const sealed = window.subarray(at - run.at, at - run.at + bytes);
      const plain = unseal(this.key, place.first + chunk, aboutChunk(this.segment.about, place, chunk), sealed);
      if (plain === null) throw damaged(this.segment.name, `is damaged in chunk ${place.first + chunk}`);
      try {
        deliver(place, plain, { from: first, to: end }, { from, to }, sink);
      } finally {
        plain.fill(0);
      }
    }
  }
}

/** Cuts what is wanted out of a chunk. */
function deliver(
  place: Place,
  plain: Uint8Array,
  chunk: { readonly from: number; readonly to: number },
  wanted: { readonly from: number; readonly to: number },
  sink: Sink,
): void {
  const from = Math.max(chunk.from, wanted.from);
  const to = Math.min(chunk.to, wanted.to);
  let at = 0;
  place.stock.widths.forEach((width, component) => {
    const bytes = ELEMENT_BYTES * width;
    sink(
      component,
      from - wanted.from,
      plain.subarray(at + (from - chunk.from) * bytes, at + (to - chunk.from) * bytes),
    );
    at += (chunk.to - chunk.from) * bytes;
  });
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** An outcome that nobody has to wait for at once. */
function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function unwrap<T>(outcome: Settled<T>): T {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
