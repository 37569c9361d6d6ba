// From stored ranges to tuples in an arena.

import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { assembleMaterial, type Line } from '../assemble.js';
import { type BatchSpec, itemsOf } from '../kinds.js';
import { componentsOf } from '../layout.js';
import type { BatchMaterial } from '../material.js';
import type { Batch } from './inventory.js';
import type { Owner, StorePlace } from './place.js';
import type { Assignment } from './plan.js';
import { SegmentReader } from './segment-reader.js';

/** Reading this batch failed; the cause says how. */
export class ReadFailure extends Error {
  constructor(
    readonly batch: Batch,
    override readonly cause: unknown,
  ) {
    super('a batch could not be read');
  }
}

/** Zeros where the tuples of a specification will be. */
export function roomFor(arena: Arena, spec: BatchSpec, { party, parties }: Owner): Line[] {
  return spec.map((demand) => {
    const components = componentsOf(demand, party, parties);
    return { demand, vectors: components.map(({ width }) => Vector.zeros(arena, itemsOf(demand) * width)) };
  });
}

/** Fills the room. @throws ReadFailure, after which nothing that was read may be used */
export async function readInto(
  place: StorePlace,
  lines: readonly Line[],
  assignment: Assignment,
): Promise<BatchMaterial> {
  const readers = new Map<Batch, SegmentReader>();
  try {
    for (const [index, line] of lines.entries()) await readLine(place, readers, line, assignment[index] ?? []);
  } finally {
    for (const reader of readers.values()) await reader.close();
  }
  return assembleMaterial(lines, place.owner.party, place.owner.parties);
}

async function readLine(
  { files, storeKey }: StorePlace,
  readers: Map<Batch, SegmentReader>,
  { vectors }: Line,
  ranges: Assignment[number],
): Promise<void> {
  let base = 0;
  for (const { batch, stock, from, to } of ranges) {
    const widths = batch.stocks[stock]?.widths ?? [];
    try {
      const reader = readers.get(batch) ?? (await SegmentReader.open(files, batch.segment, storeKey));
      readers.set(batch, reader);
      await reader.read(stock, from, to, (component, item, elements) => {
        const { arena, span } = vectors[component] as Vector;
        const start = (base + item) * (widths[component] ?? 0);
        arena.kernel.load(elements, span.slice(start, start + elements.length / 8));
      });
    } catch (error) {
      throw new ReadFailure(batch, error);
    }
    base += to - from;
  }
}
