// How the parties agree on the tuples of a session. Party 0 is the sequencer: it knows which ranges are free, because all were chosen
// by it, and proposes some; it is not trusted, every party looks for itself (check.ts). Each moves its own ledger before it
// confirms, and hands the tuples out only when all have confirmed the same ranges. Ranges of a reservation that fails
// are lost where they were granted.

import { hash } from '../../crypto/hash.js';
import { ChannelError, SecurityAbort, UsageError } from '../../errors.js';
import type { Arena } from '../../kernel/index.js';
import { broadcast, compute, exchange, pause } from '../../protocol/exchange.js';
import { parallel } from '../../protocol/parallel.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import { BatchSource } from '../batch.js';
import type { BatchSpec } from '../kinds.js';
import type { BatchMaterial } from '../material.js';
import { encodeSpec, requireSpec } from '../spec.js';
import type { Grants, Lease } from './grants.js';
import { exhausted } from './plan.js';
import {
  decodeConfirmation,
  decodeProposal,
  encodeConfirmation,
  encodeProposal,
  proposalBytes,
  type ReservationState,
} from './proposal.js';
import type { TupleStore } from './store.js';

/** Who proposes. */
export const SEQUENCER = 0;
const NOTHING = new Uint8Array(0);

/** A lease with the message it was agreed by. */
interface Granted {
  readonly lease: Lease;
  readonly proposal: Uint8Array;
}

/**
 * Takes the tuples of a session out of all parties' stores.
 * @param spec equal at all parties      @param arena receives the tuples
 * @returns a source of just these tuples
 * @cost rounds 2, and waits for the disk
 * @throws UsageError TUPLES_EXHAUSTED or WRONG_STATE (the stores must be reconciled), nothing was granted; ChannelError REFUSED
 *         when another party has to reconcile first; SecurityAbort SESSION_MISMATCH when the parties do not confirm the same,
 *         STORE_DAMAGED: what this party granted is lost
 */
export function* reserve(p: Party, store: TupleStore, spec: BatchSpec, arena: Arena = p.arena): Protocol<BatchSource> {
  requireSpec(spec, p.parties);
  const { party, parties } = store.owner;
  if (party !== p.id || parties !== p.parties) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `party ${p.id} of ${p.parties} has the store of party ${party} of ${parties}`,
    );
  }
  const granted = p.id === SEQUENCER ? yield* propose(p, store, spec) : yield* accept(p, store, spec);
  try {
    return new BatchSource(yield* confirm(p, store, spec, granted, arena));
  } finally {
    store.grants.release(granted.lease);
  }
}

function* propose(p: Party, store: TupleStore, spec: BatchSpec): Protocol<Granted> {
  let lease: Lease;
  try {
    lease = store.grants.propose(spec);
  } catch (error) {
    const state = error instanceof UsageError && error.code === 'TUPLES_EXHAUSTED' ? 'exhausted' : 'unagreed';
    yield* tell(p, encodeProposal(spec, state));
    throw error;
  }
  try {
    const proposal = encodeProposal(spec, 'granted', lease.assignment);
    yield* parallel([tell(p, proposal), compute(p, settling(store, lease))]);
    yield* pause(p);
    return { lease, proposal };
  } catch (error) {
    store.grants.release(lease);
    throw error;
  }
}

function* tell(p: Party, proposal: Uint8Array): Protocol<void> {
  const all = Array.from({ length: p.parties }, () => proposal);
  yield* exchange(
    p,
    all,
    all.map(() => 0),
  );
}

function* accept(p: Party, store: TupleStore, spec: BatchSpec): Protocol<Granted> {
  const expect = Array.from({ length: p.parties }, (_, j) => (j === SEQUENCER ? proposalBytes(spec) : 0));
  const inbox = yield* exchange(
    p,
    expect.map(() => NOTHING),
    expect,
  );
  const proposal = (inbox[SEQUENCER] ?? NOTHING).slice();
  const decoded = decodeProposal(proposal);
  if (decoded?.state === 'exhausted') throw exhausted(store.shortfall(spec));
  if (decoded?.state === 'unagreed') throw unagreed(SEQUENCER);
  const ranges = decoded?.state === 'granted' ? decoded.ranges : null;
  if (ranges === null) return yield* refuse(p, 'the proposal cannot be read');
  let lease: ReturnType<Grants['accept']>;
  try {
    lease = store.grants.accept(spec, ranges);
  } catch (error) {
    yield* decline(p, 'unagreed');
    throw error;
  }
  if ('fault' in lease) return yield* refuse(p, lease.fault);
  try {
    yield* compute(p, settling(store, lease));
    return { lease, proposal };
  } catch (error) {
    store.grants.release(lease);
    throw error;
  }
}

/** @throws SecurityAbort SESSION_MISMATCH, always, after the others were told */
function* refuse(p: Party, fault: string): Protocol<never> {
  yield* decline(p, 'refused');
  throw new SecurityAbort(
    'SESSION_MISMATCH',
    `party ${SEQUENCER} proposed tuples that cannot be granted: ${fault}`,
    SEQUENCER,
  );
}

/** Answers in the round in which the others confirm. */
function* decline(p: Party, state: ReservationState): Protocol<void> {
  yield* pause(p);
  yield* broadcast(p, encodeConfirmation(new Uint8Array(32), state));
}

/** The tuples are read while the confirmations travel, and handed out if they all agree. */
function* confirm(
  p: Party,
  store: TupleStore,
  spec: BatchSpec,
  { lease, proposal }: Granted,
  arena: Arena,
): Protocol<BatchMaterial> {
  const { keyId } = store.owner;
  const digest = hash(p.kernel, 'tessera/reservation', p.session, keyId, encodeSpec(spec), proposal);
  const reading = { name: 'read tuples', run: () => store.grants.read(lease, arena) };
  const [all, material] = yield* parallel([
    broadcast(p, encodeConfirmation(digest, 'granted')),
    compute<BatchMaterial>(p, reading),
  ]);
  all.forEach((message, j) => {
    const { digest: theirs, state } = decodeConfirmation(message);
    if (state === 'unagreed') throw unagreed(j);
    if (state !== 'granted' || !digest.every((byte, k) => byte === theirs[k])) {
      throw new SecurityAbort('SESSION_MISMATCH', `party ${j} did not confirm the tuples that this party was told`);
    }
  });
  return material;
}

function settling(store: TupleStore, lease: Lease) {
  return { name: 'write ledger', run: () => store.grants.settle(lease) };
}

function unagreed(party: number): ChannelError {
  return new ChannelError('REFUSED', `party ${party} must first agree with the others on what they hold`);
}
