// A party's side of the dealer: a batch from its seed, and at the last party from its seed and the corrections. The
// corrections come from outside and are checked for length and for canonical elements; whether they are right only
// the MAC checks can tell.

import { UsageError } from '../../errors.js';
import type { Arena, Kernel, Span } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { assembleMaterial } from '../assemble.js';
import { BatchSource } from '../batch.js';
import { type BatchSpec, type Demand, itemsOf } from '../kinds.js';
import { type Component, componentsOf } from '../layout.js';
import { requireSpec } from '../spec.js';
import { correctionBytes, type DealtBatch } from './answer.js';
import { chunkCount, chunkRange, streamOf } from './chunks.js';
import { labelsOf, lineSeed } from './seeds.js';

export interface ExpandOptions {
  readonly party: number;
  readonly parties: number;
  readonly spec: BatchSpec;
  readonly dealt: DealtBatch;
}

/**
 * The tuples of a dealt batch.
 * @param arena holds the batch: the tuples live as long as it does
 * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED (the specification), LENGTH_MISMATCH, NOT_CANONICAL (the answer)
 */
export function expandBatch(kernel: Kernel, arena: Arena, options: ExpandOptions): BatchSource {
  const { party, parties, spec, dealt } = options;
  requireSpec(spec, parties);
  if (dealt.seed.length !== SEED_BYTES) {
    throw new UsageError('LENGTH_MISMATCH', `expected a seed of ${SEED_BYTES} bytes, got ${dealt.seed.length}`);
  }
  const expected = correctionBytes(spec, party, parties);
  if (dealt.corrections.length !== expected) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `expected ${expected} bytes of corrections, got ${dealt.corrections.length}`,
    );
  }
  const labels = labelsOf(spec);
  const reader = new CorrectionReader(dealt.corrections);
  const lines = spec.map((demand, index) => {
    const components = componentsOf(demand, party, parties);
    const vectors = components.map(({ width }) => Vector.zeros(arena, itemsOf(demand) * width));
    const seed = lineSeed(kernel, dealt.seed, labels[index] ?? '');
    fillLine(kernel, demand, seed, components, vectors, party === parties - 1 ? reader : null);
    return { demand, vectors };
  });
  return new BatchSource(assembleMaterial(lines, party, parties));
}

/** Hands out the corrections in order. */
class CorrectionReader {
  #at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  next(n: number): Uint8Array {
    const from = this.#at;
    this.#at += n * ELEMENT_BYTES;
    return this.bytes.subarray(from, this.#at);
  }
}

/** @param corrections at the last party, null elsewhere */
function fillLine(
  kernel: Kernel,
  demand: Demand,
  seed: Uint8Array,
  components: readonly Component[],
  vectors: readonly Vector[],
  corrections: CorrectionReader | null,
): void {
  for (let chunk = 0; chunk < chunkCount(demand); chunk++) {
    const { from, to } = chunkRange(demand, chunk);
    components.forEach(({ stream, width, fixed }, c) => {
      const part = spanOf(vectors, c).slice(from * width, to * width);
      if (fixed && corrections !== null) kernel.load(corrections.next(part.length), part);
      else kernel.expandInto(seed, streamOf(stream, chunk), part);
    });
  }
}

function spanOf(vectors: readonly Vector[], index: number): Span {
  return vectorAt(vectors, index).span;
}

function vectorAt(vectors: readonly Vector[], index: number): Vector {
  const vector = vectors[index];
  if (vector === undefined) throw new UsageError('INVALID_ARGUMENT', `a line has no component ${index}`);
  return vector;
}
