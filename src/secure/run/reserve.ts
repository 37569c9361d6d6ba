// All tuples of a program are taken from the session before it sends anything, and served to its stages from there: what is missing is
// missed before any effect.

import { Vector } from '../../math/vector.js';
import type { OnlineParty } from '../../online/party.js';
import { BatchSource } from '../../preprocessing/batch.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import { emptyMaterial } from '../../preprocessing/material.js';

/**
 * Takes everything that a specification lists, but for matrix tuples, which are bound one by one.
 * @throws UsageError TUPLES_EXHAUSTED
 */
export function reserve({ tuples, arena }: OnlineParty, demand: BatchSpec): BatchSource {
  const material = emptyMaterial();
  for (const line of demand) {
    switch (line.kind) {
      case 'random':
        material.randoms = tuples.takeRandoms(line.n);
        break;
      case 'inputMask':
        material.inputMasks = tuples.takeInputMasks(line.n);
        break;
      case 'triple':
        material.triples = tuples.takeTriples(line.n);
        break;
      case 'factorTriple':
        material.factorTriples.push(tuples.takeFactorTriples(line.fanOut, line.n));
        break;
      case 'square':
        material.squares = tuples.takeSquares(line.n);
        break;
      case 'bit':
        material.bits = tuples.takeBits(line.n);
        break;
      case 'comparisonMask':
        material.comparisonMasks.push(tuples.takeComparisonMasks(line.k, line.w, line.n));
        break;
      case 'truncation':
        material.truncations.push(tuples.takeTruncations(line.shift, line.n));
        break;
      case 'zeroTest': {
        const triples = Array.from({ length: line.n }, () => tuples.takeZeroTestTriple());
        const joined = (part: 'a' | 'b' | 'c') =>
          Vector.zeros(arena, 0).concat(...triples.map((triple) => triple[part]));
        material.zeroTests = { a: joined('a'), b: joined('b'), c: joined('c') };
        break;
      }
      case 'matvec':
        break;
    }
  }
  return new BatchSource(material);
}
