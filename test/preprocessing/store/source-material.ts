// A dealer-fed filler: whatever a source was dealt becomes material to be stored.

import type { Vector } from '../../../src/math/vector.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { type BatchMaterial, emptyMaterial } from '../../../src/preprocessing/material.js';
import type { ZeroTestTriple } from '../../../src/sharing/party.js';

/** Everything a source has, as material. */
export function materialOf(source: BatchSource, spec: BatchSpec): BatchMaterial {
  const material = emptyMaterial();
  for (const demand of spec) {
    switch (demand.kind) {
      case 'random':
        material.randoms = source.takeRandoms(demand.n);
        break;
      case 'inputMask':
        material.inputMasks = source.takeInputMasks(demand.n);
        break;
      case 'triple':
        material.triples = source.takeTriples(demand.n);
        break;
      case 'factorTriple':
        material.factorTriples.push(source.takeFactorTriples(demand.fanOut, demand.n));
        break;
      case 'square':
        material.squares = source.takeSquares(demand.n);
        break;
      case 'bit':
        material.bits = source.takeBits(demand.n);
        break;
      case 'comparisonMask':
        material.comparisonMasks.push(source.takeComparisonMasks(demand.k, demand.w, demand.n));
        break;
      case 'truncation':
        material.truncations.push(source.takeTruncations(demand.shift, demand.n));
        break;
      case 'matvec':
        material.matvecs.push(source.takeMatvec(demand.matrix, demand.orientation));
        break;
      case 'zeroTest': {
        const tests = Array.from({ length: demand.n }, () => source.takeZeroTestTriple());
        const [first, ...rest] = tests;
        if (first === undefined) break;
        const join = (of: (test: ZeroTestTriple) => Vector) => of(first).concat(...rest.map(of));
        material.zeroTests = { a: join((t) => t.a), b: join((t) => t.b), c: join((t) => t.c) };
        break;
      }
    }
  }
  return material;
}
