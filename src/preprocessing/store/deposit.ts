// The end of making a batch: every party stores it, and only when all have it does anybody take from it.

import { hash } from '../../crypto/hash.js';
import { SecurityAbort } from '../../errors.js';
import { broadcast, compute, pause } from '../../protocol/exchange.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import { hashSpec } from '../spec.js';
import { SEQUENCER } from './reserve.js';
import type { NewBatch, TupleStore } from './store.js';

/**
 * Stores a batch at all parties. All checks of the batch must have concluded.
 * @cost rounds 2, and waits for the disk
 * @throws UsageError as TupleStore.append; SecurityAbort SESSION_MISMATCH when the parties stored different things: nothing stays.
 *         After any other error the next reconciliation decides whether the batch counts.
 */
export function* deposit(p: Party, store: TupleStore, batch: NewBatch): Protocol<void> {
  const { batchHash, spec } = batch;
  const digest = hash(p.kernel, 'tessera/deposit', p.session, store.owner.keyId, batchHash, hashSpec(p.kernel, spec));
  yield* compute(p, { name: 'store a batch', run: () => store.append(batch) });
  for (const [j, theirs] of (yield* broadcast(p, digest)).entries()) {
    if (digest.every((byte, k) => byte === theirs[k])) continue;
    yield* compute(p, { name: 'drop a batch', run: () => store.drop(batchHash) });
    throw new SecurityAbort('SESSION_MISMATCH', `party ${j} stored another batch in this session`);
  }
  const commit = { name: 'commit a batch', run: () => store.commit(batchHash) };
  // The sequencer last: as soon as it has committed, it may propose the batch's tuples to parties that must know it by then.
  if (p.id === SEQUENCER) yield* pause(p);
  else yield* compute(p, commit);
  yield* broadcast(p, digest);
  if (p.id === SEQUENCER) yield* compute(p, commit);
}
