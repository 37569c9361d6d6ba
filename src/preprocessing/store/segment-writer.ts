// Writes the file of a batch, chunk by chunk, so that a batch of gigabytes needs a few megabytes more than itself.

import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import { ELEMENT_BYTES } from '../../params.js';
import { disassembleMaterial } from '../assemble.js';
import { type BatchSpec, itemsOf } from '../kinds.js';
import { componentsOf } from '../layout.js';
import type { BatchMaterial } from '../material.js';
import type { FileWriter } from './files.js';
import type { Owner } from './place.js';
import { seal, TAG_BYTES } from './sealing.js';
import {
  aboutChunk,
  aboutFile,
  aboutHead,
  CHUNK_BYTES,
  chunkOf,
  encodeHead,
  encodePreamble,
  geometryOf,
  type Place,
  PREAMBLE_BYTES,
} from './segment-format.js';
import { itemBytes } from './stock.js';

/** Bytes that are collected before they are written. */
const WINDOW_BYTES = 2 ** 20;

/** All elements of one component of one line, little-endian; a view of elements [from, to). */
export interface ColumnBytes {
  readonly length: number;
  /** Valid until the next wait. */
  piece(from: number, to: number): Uint8Array;
}

/** What to store: material of an arena that lives until it is stored, or per line the components in the order of layout.ts. */
export type BatchContent = BatchMaterial | readonly (readonly Uint8Array[])[];

/**
 * The content as columns, checked against the specification.
 * @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT (a line is missing), NOT_CANONICAL
 */
export function columnsOf(content: BatchContent, spec: BatchSpec, owner: Owner, kernel: Kernel): ColumnBytes[][] {
  const isMaterial = (what: BatchContent): what is BatchMaterial => 'matvecs' in what;
  const columns = isMaterial(content)
    ? disassembleMaterial(content, spec).map(({ vectors }) => vectors.map(ofVector))
    : content.map((line) => line.map((bytes) => ofBytes(bytes, kernel)));
  if (columns.length !== spec.length) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${spec.length} lines, got ${columns.length}`);
  }
  spec.forEach((demand, index) => {
    const expected = componentsOf(demand, owner.party, owner.parties).map(({ width }) => width * itemsOf(demand));
    const found = columns[index]?.map(({ length }) => length);
    if (found?.join() !== expected.join()) {
      throw new UsageError(
        'LENGTH_MISMATCH',
        `line ${index}: expected components of ${expected} elements, got ${found}`,
      );
    }
  });
  return columns;
}

function ofVector(vector: Vector): ColumnBytes {
  return { length: vector.length, piece: (from, to) => vector.slice(from, to).view() };
}

function ofBytes(bytes: Uint8Array, kernel: Kernel): ColumnBytes {
  const piece = (from: number, to: number) => bytes.subarray(from * ELEMENT_BYTES, to * ELEMENT_BYTES);
  const checked = (from: number, to: number) => {
    const arena = kernel.newArena();
    try {
      kernel.load(piece(from, to), arena.alloc(to - from));
    } finally {
      arena.release();
    }
    return piece(from, to);
  };
  return { length: bytes.length / ELEMENT_BYTES, piece: checked };
}

export interface SegmentOrder {
  readonly owner: Owner;
  readonly batchHash: Uint8Array;
  readonly spec: BatchSpec;
  readonly columns: readonly (readonly ColumnBytes[])[];
  /** Of this file alone. */
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
  /** CHUNK_BYTES by default. */
  readonly chunkBytes?: number;
}

/** Writes everything; nothing is durable before the caller's sync. @throws UsageError NOT_CANONICAL */
export async function writeSegment(file: FileWriter, order: SegmentOrder): Promise<void> {
  const window = new Window(file);
  const { owner, batchHash, spec, salt, key } = order;
  const chunkBytes = order.chunkBytes ?? CHUNK_BYTES;
  const head = encodeHead(spec, chunkBytes);
  const preamble = encodePreamble(salt, head.length + TAG_BYTES);
  await window.add(preamble, ...seal(key, 0, aboutHead(owner, batchHash, preamble), head));
  const about = aboutFile(owner, batchHash);
  const start = PREAMBLE_BYTES + head.length + TAG_BYTES;
  for (const place of geometryOf(spec, owner, chunkBytes, start).places) {
    for (let chunk = 0; chunk < place.chunks; chunk++) {
      const plain = gather(order.columns, place, chunk);
      const sealed = seal(key, place.first + chunk, aboutChunk(about, place, chunk), plain);
      plain.fill(0);
      await window.add(...sealed);
    }
  }
  await window.flush();
}

/** The plaintext of a chunk, component by component. */
function gather(columns: readonly (readonly ColumnBytes[])[], place: Place, chunk: number): Uint8Array {
  const { stock } = place;
  const { from, to } = chunkOf(place, chunk);
  const plain = new Uint8Array((to - from) * itemBytes(stock));
  let at = 0;
  const put = (bytes: Uint8Array | undefined) => {
    if (bytes === undefined) throw new RangeError('a checked line lost a component');
    plain.set(bytes, at);
    at += bytes.length;
  };
  stock.widths.forEach((width, component) => {
    const column = (line: number | undefined) => (line === undefined ? undefined : columns[line]?.[component]);
    if (stock.demand.kind === 'matvec') {
      for (let item = from; item < to; item++) put(column(stock.lines[item])?.piece(0, width));
    } else put(column(stock.lines[0])?.piece(from * width, to * width));
  });
  return plain;
}

/** Joins small pieces into large writes. */
class Window {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  constructor(private readonly file: FileWriter) {}

  async add(...parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) {
      this.#parts.push(part);
      this.#bytes += part.length;
    }
    if (this.#bytes >= WINDOW_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    await this.file.append(whole);
  }
}
