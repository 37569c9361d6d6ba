import { remainderExact, truncateExact } from '../../../src/secure/gadgets/truncate-exact.js';
import { lawsFor } from '../../support/gadget-laws.js';

for (const [shift, min, max] of [
  [0, -5, 5],
  [1, -100, 100],
  [8, -70_000, 70_000],
  [19, -(2 ** 40), 2 ** 40],
  [30, 0, 2 ** 52],
] as const) {
  for (const proven of [true, false]) {
    lawsFor(`division by 2^${shift}, rounded down, ${proven ? 'in' : 'without'} proven ranges`, {
      inputs: { x: { length: 6, min, max, proven } },
      build: ({ x }) => ({ quotient: truncateExact(x, shift), remainder: remainderExact(x, shift) }),
      expect: ({ x }) => ({
        quotient: x.map((v) => v >> BigInt(shift)),
        remainder: x.map((v) => v - ((v >> BigInt(shift)) << BigInt(shift))),
      }),
      cases: [{ x: [0, 1, 2 ** shift - 1, 2 ** shift, 5, 3].map((v) => Math.min(v, max)) }],
      realRuns: 1,
    });
  }
}
