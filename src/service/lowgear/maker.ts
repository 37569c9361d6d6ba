// What the service needs of a preprocessing without a dealer: keys made together, then batches made together. LowGear is the
// one that is used; tests put an ideal one in its place.

import type { BatchSpec } from '../../preprocessing/kinds.js';
import { LowGear } from '../../preprocessing/lowgear/index.js';
import type { MaskMatrix } from '../../preprocessing/lowgear/matvec/matrix.js';
import type { BatchMaterial } from '../../preprocessing/material.js';
import type { TaskRunner } from '../../preprocessing/tasks.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';

/** One set-up. A production that fails, or is interrupted, burns it. */
export interface Maker {
  /** 32 bytes, equal at all parties, never twice. */
  readonly keyId: Uint8Array;
  readonly burnt: boolean;
  burn(): void;
  /** @param matrices those that the specification names; @returns checked material in the party's arena */
  produce(p: Party, spec: BatchSpec, matrices: ReadonlyMap<string, MaskMatrix>): Protocol<BatchMaterial>;
}

export interface MakerFactory {
  /** @param macKey alpha_i, 8 bytes, copied */
  setUp(p: Party, macKey: Uint8Array): Protocol<Maker>;
}

export interface LowGearFactoryOptions {
  readonly runner: TaskRunner;
  /** `unproven` believes what peers send: for tests of everything else. */
  readonly mode?: 'proven' | 'unproven';
}

/** Makers that use homomorphic encryption. */
export function lowGearFactory({ runner, mode = 'proven' }: LowGearFactoryOptions): MakerFactory {
  return {
    *setUp(p, macKey) {
      return yield* LowGear.setup(p, { runner, macKey, mode });
    },
  };
}
