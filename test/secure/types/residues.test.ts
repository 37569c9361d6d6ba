// Sums that wrap around the field on the way, and come out right where they are small again.

import { SecureResidues } from '../../../src/secure/types/residues.js';
import { lawsFor } from '../../support/gadget-laws.js';

const LARGE = 2n ** 57n;

lawsFor('residues', {
  inputs: { x: { length: 40, min: 0, max: LARGE, proven: false }, bits: { length: 40, min: 0, max: 1 } },
  build: ({ x, bits }) => {
    const running = SecureResidues.of(x).prefixSums();
    const before = running.gather(Int32Array.from({ length: 40 }, (_, i) => i - 1));
    const all = SecureResidues.of(x).concat(SecureResidues.of(x)).sum();
    return {
      back: running.sub(before).declared(0, LARGE),
      chosen: running.mul(bits).sub(before.mul(bits)).declared(0, LARGE),
      twice: all.sub(running.add(running).gather(Int32Array.of(39))).declared(0, 0),
    };
  },
  expect: ({ x, bits }) => ({ back: x, chosen: x.map((value, i) => value * bits[i]!), twice: [0n] }),
});
