import type { BatchSource } from '../../../src/preprocessing/batch.js';
import { deposit, reserve } from '../../../src/preprocessing/store/index.js';
import { batchName, dealtParties } from '../../support/dealt-parties.js';
import { values } from '../../support/lockstep.js';
import type { LawParties } from '../../support/tuple-checks.js';
import { tupleLaws } from '../../support/tuple-laws.js';
import { materialOf } from './source-material.js';
import { kernel, session, world } from './world.js';

/** Parties whose dealt batches go through their stores. */
async function storedParties(parties: number): Promise<LawParties> {
  const dealt = await dealtParties({ kernel, parties });
  const { stores } = await world(parties, { chunkBytes: 4096 });
  let batches = 0;
  return {
    ...dealt,
    async sources(spec) {
      const made = await dealt.sources(spec);
      const hash = batchName(1000 + batches++);
      values(
        (
          await session(stores, (p, store) => {
            const content = materialOf(made[p.id] as BatchSource, spec);
            return deposit(p, store, { batchHash: hash, spec, content });
          })
        ).outcomes,
      );
      return values((await session(stores, (p, store) => reserve(p, store, spec))).outcomes);
    },
    release() {
      dealt.release();
      for (const store of stores) void store.close();
    },
  };
}

tupleLaws('stored source', storedParties);
