// Exact counters of a protocol run: rounds, waits for the pool, openings, tuples, bytes. They depend on the protocol alone, never on the
// machine.

import type { Engine } from '../../src/online/engine.js';
import type { BatchSource } from '../../src/preprocessing/batch.js';
import { isSilent, type Protocol, type Reply } from '../../src/protocol/step.js';
import { type Adversary, honest, lockstep, type Outcome, type Traffic } from './lockstep.js';

export interface Counters {
  readonly rounds: number;
  /** Times that nothing was sent and only the pool worked. */
  readonly waits: number;
  readonly openings: number;
  /** Bytes that each party sent. */
  readonly bytes: readonly number[];
  /** Items taken, by kind and parameters (`triple`, `factorTriple/2`, `comparisonMask/20/4`, `matvec/rows`). */
  readonly tuples: Readonly<Record<string, number>>;
}

/** Runs a protocol at all parties and counts; openings, waits and tuples are those of party 0. */
export async function measure<T>(
  engines: readonly Engine[],
  protocol: (p: Engine) => Protocol<T>,
  adversary: Adversary = honest,
): Promise<{ outcomes: Outcome<T>[]; traffic: Traffic; counters: Counters }> {
  const [lead] = engines;
  if (lead === undefined) throw new Error('expected a party at least');
  const before = { openings: lead.openings.total, tuples: remaining(lead) };
  const waits = { count: 0 };
  const protocols = engines.map((p) => (p === lead ? countingWaits(protocol(p), waits) : protocol(p)));
  const { outcomes, traffic } = await lockstep(protocols, adversary);
  const tuples: Record<string, number> = {};
  const after = remaining(lead);
  for (const [key, n] of before.tuples) if (n !== after.get(key)) tuples[key] = n - (after.get(key) ?? 0);
  const openings = lead.openings.total - before.openings;
  return {
    outcomes,
    traffic,
    counters: { rounds: traffic.rounds, waits: waits.count, openings, bytes: traffic.bytes, tuples },
  };
}

function* countingWaits<T>(protocol: Protocol<T>, waits: { count: number }): Protocol<T> {
  let next = protocol.next();
  while (!next.done) {
    if (isSilent(next.value)) waits.count++;
    let reply: Reply;
    try {
      reply = yield next.value;
    } catch (error) {
      next = protocol.throw(error);
      continue;
    }
    next = protocol.next(reply);
  }
  return next.value;
}

/** Items left, with the matrices' ids left out. */
function remaining(p: Engine): Map<string, number> {
  const left = new Map<string, number>();
  if (!hasTuples(p)) return left;
  for (const [key, n] of (p.tuples as BatchSource).remaining()) {
    const short = key.replace(/^matvec\/.*\//, 'matvec/');
    left.set(short, (left.get(short) ?? 0) + n);
  }
  return left;
}

function hasTuples(p: Engine): boolean {
  try {
    return p.tuples !== undefined;
  } catch {
    return false;
  }
}
