// Runs protocols side by side: what they send in the same round travels in one frame per peer. The schedule depends only on
// the protocols, never on arrival: a round ends when all its messages and all its pool work are there.

import type { Protocol, Reply, Step, Work } from './step.js';

type Results<T extends readonly Protocol<unknown>[]> = {
  -readonly [K in keyof T]: T[K] extends Protocol<infer R> ? R : never;
};

interface Branch {
  readonly protocol: Protocol<unknown>;
  step: Step;
  readonly slot: number;
}

function merge(branches: readonly Branch[]): Step {
  const parties = branches[0]!.step.expect.length;
  const out: Uint8Array[][] = [];
  const expect: number[] = [];
  const work: Work[] = [];
  for (let j = 0; j < parties; j++) {
    out.push(branches.flatMap((branch) => branch.step.out[j] ?? []));
    expect.push(branches.reduce((sum, branch) => sum + (branch.step.expect[j] ?? 0), 0));
  }
  for (const branch of branches) work.push(...branch.step.work);
  return { out, expect, work };
}

/** Cuts the merged reply into the replies of the branches, without copying. */
function split(branches: readonly Branch[], reply: Reply): Reply[] {
  const offsets = reply.in.map(() => 0);
  let results = 0;
  return branches.map(({ step }) => {
    const inbox = reply.in.map((received, j) => {
      const from = offsets[j]!;
      const to = from + step.expect[j]!;
      offsets[j] = to;
      return received.subarray(from, to);
    });
    const own = reply.results.slice(results, results + step.work.length);
    results += step.work.length;
    return { in: inbox, results: own };
  });
}

/**
 * @param protocols at least one, the same list in the same order at every party
 * @returns their results in the same order
 * Rounds are those of the longest, openings and tuples the sum.
 */
export function* parallel<const T extends readonly Protocol<unknown>[]>(protocols: T): Protocol<Results<T>> {
  const results: unknown[] = protocols.map(() => undefined);
  const running = new Map<number, Protocol<unknown>>(protocols.entries());
  let open: Branch[] = [];
  const settle = (slot: number, protocol: Protocol<unknown>, next: IteratorResult<Step, unknown>): Branch[] => {
    if (!next.done) return [{ protocol, step: next.value, slot }];
    running.delete(slot);
    results[slot] = next.value;
    return [];
  };
  try {
    open = protocols.flatMap((protocol, slot) => settle(slot, protocol, protocol.next()));
    while (open.length > 0) {
      const replies = split(open, yield merge(open));
      open = open.flatMap(({ protocol, slot }, k) => settle(slot, protocol, protocol.next(replies[k]!)));
    }
  } catch (error) {
    for (const protocol of running.values()) stop(protocol, error);
    throw error;
  }
  return results as Results<T>;
}

/** Lets a branch clean up after an error beside it; what it throws in turn is the same error or follows from it. */
function stop(protocol: Protocol<unknown>, error: unknown): void {
  try {
    protocol.throw(error);
  } catch {}
}
