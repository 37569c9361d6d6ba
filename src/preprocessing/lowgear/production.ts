// A whole batch, line by line. Matrix tuples come last: the b of some of them take the places of input masks that are
// there already.

import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import type { Protocol } from '../../protocol/step.js';
import type { ZeroTestTriple } from '../../sharing/party.js';
import type { BatchSpec, Demand } from '../kinds.js';
import { type BatchMaterial, emptyMaterial } from '../material.js';
import { produceBits, produceSquares } from './bits.js';
import { produceComparisonMasks } from './comparison-masks.js';
import { type MaskMatrices, produceMatvecLines } from './matvec/lines.js';
import { produceInputMasks, produceRandoms } from './randoms.js';
import type { LowGearSession } from './session.js';
import { produceFactorTriples, produceTriples } from './triples.js';
import { produceTruncations } from './truncations.js';
import { ensureZeroTests } from './zero-tests.js';

/** Zero tests that a production may take besides those it was asked for. */
export const RESERVE = 4096;

/** @param out receives the material @throws SecurityAbort */
export function* produceAll(
  p: LowGearSession,
  out: Arena,
  spec: BatchSpec,
  matrices: MaskMatrices,
): Protocol<BatchMaterial> {
  const zeroTests = spec.reduce((sum, demand) => sum + (demand.kind === 'zeroTest' ? demand.n : 0), 0);
  yield* ensureZeroTests(p, zeroTests + RESERVE);
  const material = emptyMaterial();
  for (const demand of spec) yield* produceLine(p, out, demand, material);
  yield* produceMatvecLines(p, out, spec, matrices, material);
  return material;
}

function* produceLine(p: LowGearSession, out: Arena, demand: Demand, material: BatchMaterial): Protocol<void> {
  switch (demand.kind) {
    case 'random':
      material.randoms = yield* produceRandoms(p, out, demand.n);
      return;
    case 'inputMask':
      material.inputMasks = yield* produceInputMasks(p, out, demand.n);
      return;
    case 'triple':
      material.triples = yield* produceTriples(p, out, demand.n);
      return;
    case 'factorTriple':
      material.factorTriples.push(yield* produceFactorTriples(p, out, demand.fanOut, demand.n));
      return;
    case 'square':
      material.squares = yield* produceSquares(p, out, demand.n);
      return;
    case 'bit':
      material.bits = yield* produceBits(p, out, demand.n);
      return;
    case 'zeroTest':
      material.zeroTests = copyOf(out, p.workshop.takeZeroTests(demand.n));
      return;
    case 'comparisonMask':
      material.comparisonMasks.push(yield* produceComparisonMasks(p, out, demand.k, demand.w, demand.n));
      return;
    case 'truncation':
      material.truncations.push(yield* produceTruncations(p, out, demand.shift, demand.n));
      return;
    case 'matvec':
      return;
  }
}

function copyOf(out: Arena, { a, b, c }: ZeroTestTriple): ZeroTestTriple {
  const copy = (x: Vector) => Vector.zeros(out, x.length).add(x);
  return { a: copy(a), b: copy(b), c: copy(c) };
}
