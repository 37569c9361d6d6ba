import { agree, agreeReservation, challengeMasks, concludeInput } from '../../src/io/input.js';
import { deliver } from '../../src/io/output.js';
import type { Engine } from '../../src/online/engine.js';
import type { Protocol } from '../../src/protocol/step.js';
import { commonUploads } from '../../src/service/common-uploads.js';
import { agreeOnKey } from '../../src/service/lowgear/key-agreement.js';
import { agreeOnBatch } from '../../src/service/session.js';
import type { CostCase, CostCases } from './cases.js';
import { Lab } from './lab.js';

const DIGEST = new Uint8Array(32).fill(5);

/** A protocol by which the parties agree on something. */
function agreement(protocol: (p: Engine, n: number) => Protocol<unknown>): CostCase {
  return {
    sizes: [{ n: 1 }, { n: 3 }],
    run: async ({ n = 0 }) => (await (await Lab.create(0)).count((p) => protocol(p, n))).counters,
  };
}

function upload(k: number) {
  const id = k.toString(16).padStart(64, '0');
  return { id, client: 'client', rows: 1, digest: new Uint8Array(32).fill(k), parts: new Map() };
}

export const ioCases: CostCases = {
  'io/input#agree': agreement((p) => agree(p, DIGEST, 'SESSION_MISMATCH')),
  'io/input#agreeReservation': agreement((p, n) => agreeReservation(p, DIGEST, DIGEST, new Uint8Array(n))),
  'io/input#concludeInput': agreement((p) => concludeInput(p, DIGEST, true)),
  'io/input#challengeMasks': {
    sizes: [{ n: 7 }, { n: 20 }],
    run: async ({ n = 0 }) => {
      const lab = await Lab.create(0);
      const masks = lab.engines.map((p) => p.tuples.takeInputMasks(n));
      return (await lab.count((p) => challengeMasks(p, masks[p.id]!, DIGEST, DIGEST))).counters;
    },
  },
  'io/output#deliver': {
    sizes: [{ n: 7 }, { n: 20 }],
    run: async ({ n = 0 }) => {
      const lab = await Lab.create(2);
      await lab.pend();
      const y = lab.secrets(n);
      return (await lab.count((p) => deliver(p, y[p.id]!, y[p.id]!))).counters;
    },
  },
  'service/lowgear/key-agreement#agreeOnKey': agreement((p) => agreeOnKey(p, null, false)),
  'service/session#agreeOnBatch': agreement((p) => agreeOnBatch(p, DIGEST)),
  'service/common-uploads#commonUploads': agreement((p, n) =>
    commonUploads(
      p,
      Array.from({ length: n }, (_, k) => upload(k)),
    ),
  ),
};
