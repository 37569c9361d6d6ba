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
 * @cost rounds the longest of them; openings and tuples the sum
 */
export function* parallel<const T extends readonly Protocol<unknown>[]>(protocols: T): Protocol<Results<T>> {
  const results: unknown[] = protocols.map(() => undefined);
  let open: Branch[] = [];
  protocols.forEach((protocol, slot) => {
    const first = protocol.next();
    if (first.done) results[slot] = first.value;
    else open.push({ protocol, step: first.value, slot });
  });
  while (open.length > 0) {
    const replies = split(open, yield merge(open));
    const still: Branch[] = [];
    open.forEach((branch, index) => {
      const next = branch.protocol.next(replies[index]!);
      if (next.done) results[branch.slot] = next.value;
      else still.push({ protocol: branch.protocol, step: next.value, slot: branch.slot });
    });
    open = still;
  }
  return results as Results<T>;
}
