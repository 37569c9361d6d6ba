// Raw products in stock for zero tests, which need no checked triples: docs/security-arguments.md, "Raw zero-test
// triples".

import type { Protocol } from '../../protocol/step.js';
import { DEGREE } from '../../she/index.js';
import { makeRawProducts } from './products.js';
import type { LowGearSession } from './session.js';

/** Sees to it that n are left. @cost rounds 1 or 2 when there are fewer, else 0 */
export function* ensureZeroTests(p: LowGearSession, n: number): Protocol<void> {
  const missing = n - p.workshop.zeroTestsLeft;
  if (missing <= 0) return;
  p.workshop.addZeroTests(yield* makeRawProducts(p, Math.ceil(missing / DEGREE)));
}
