// The schedule of a program, fixed before it runs and the same at every party. Level by level: all that is local and can be computed
// is; then all operations of one round that are ready share a round; when there is none, all products with resident blocks do, so that
// several of one block are one pass over it; then all that take several rounds (comparisons and the like) run side by side, after
// a check of what was opened where statistical masks need it.
// Checks are also put in so that no more than MAX_PENDING opened elements wait for one: their memory is free after it.

import { UsageError } from '../../errors.js';
import type { Graph, Node } from '../graph/graph.js';
import { countUses, reachable } from '../graph/reach.js';
import type { SecureInt } from '../types/int.js';
import { type Batch, batchesOf, matvecsOf } from './batches.js';
import { classOf, needsSettledOpenings, type SchedulingClass } from './classes.js';
import { costOf } from './cost.js';

/** Opened elements that may wait for their check. */
export const MAX_PENDING = 2 ** 21;

export interface Stage {
  /** Local operations before it, in order. */
  readonly locals: readonly Node[];
  /** Whether all openings are checked before the batches begin. */
  readonly check: boolean;
  /** Whether a new chapter begins here, after the check: with tuples of its own, see chapters.ts. */
  readonly chapter?: true;
  /** Side by side; none in the last stage. */
  readonly batches: readonly Batch[];
}

export interface Result {
  readonly name: string;
  readonly node: Node;
}

export interface Schedule {
  readonly stages: readonly Stage[];
  /** In the order in which they were named. */
  readonly results: readonly Result[];
  /** `masked`: one vector for the asking client, under the output rule; `kept`: shares that stay with the parties. */
  readonly delivery: 'masked' | 'kept';
  /** Whether anything is unchecked when the last stage has run. */
  readonly pendingAtEnd: boolean;
  /** Matrix products in the order in which they take their tuples. */
  readonly matvecs: readonly Node[];
  /** How often each node's value is used, as a result too. */
  readonly uses: ReadonlyMap<Node, number>;
}

/**
 * @param outputs the results that are wanted; nothing else is computed
 * @throws UsageError INVALID_ARGUMENT for a value of another program
 */
export function schedule(
  graph: Graph,
  outputs: Readonly<Record<string, SecureInt>>,
  delivery: Schedule['delivery'] = 'masked',
): Schedule {
  const results = Object.entries(outputs).map(([name, output]) => {
    if (output.graph !== graph) throw new UsageError('INVALID_ARGUMENT', `output ${name} belongs to another program`);
    return { name, node: output.node };
  });
  const ends = results.map(({ node }) => node);
  const nodes = reachable(ends);
  const { stages, pendingAtEnd } = stagesOf(nodes);
  const matvecs = stages.flatMap(({ batches }) => matvecsOf(batches));
  return { stages, results, delivery, pendingAtEnd, matvecs, uses: countUses(nodes, ends) };
}

/** Elements opened in a stage, as many as they are with two parties. */
export function openingsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + costOf(batch, 2).openings, 0);
}

function stagesOf(nodes: readonly Node[]): { stages: Stage[]; pendingAtEnd: boolean } {
  const ready = new Readiness(nodes);
  const stages: Stage[] = [];
  let pending = 0;
  for (let next = ready.next(); next !== null; next = ready.next()) {
    const batches = batchesOf(next.nodes);
    const openings = openingsOf(batches);
    const check = pending > 0 && (next.nodes.some(needsSettledOpenings) || pending + openings > MAX_PENDING);
    stages.push({ locals: next.locals, check, batches });
    pending = (check ? 0 : pending) + openings;
  }
  return { stages, pendingAtEnd: pending > 0 };
}

/** What can be computed next, as results come in. */
class Readiness {
  readonly #missing = new Map<Node, number>();
  readonly #users = new Map<Node, Node[]>();
  readonly #waiting: Record<Exclude<SchedulingClass, 'source' | 'local'>, Node[]> = {
    opened: [],
    oneRound: [],
    product: [],
    severalRounds: [],
  };
  #locals: Node[] = [];
  #ended = false;

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) {
      this.#missing.set(node, node.args.length);
      for (const arg of node.args) this.#addUser(arg, node);
    }
    this.#arrive(nodes.filter(({ args }) => args.length === 0));
  }

  /** The next stage; the last one has no operations but local ones. Its results count as there from now on. */
  next(): { readonly locals: Node[]; readonly nodes: Node[] } | null {
    const { opened, oneRound, product, severalRounds } = this.#waiting;
    const chosen = [opened, oneRound, product, severalRounds].find((list) => list.length > 0) ?? [];
    if (this.#ended) return null;
    if (chosen.length === 0) this.#ended = true;
    const nodes = chosen.splice(0).sort((a, b) => a.id - b.id);
    const locals = this.#locals.sort((a, b) => a.id - b.id);
    this.#locals = [];
    for (const node of nodes) this.#finish(node);
    return { locals, nodes };
  }

  #addUser(arg: Node, user: Node): void {
    const users = this.#users.get(arg);
    if (users === undefined) this.#users.set(arg, [user]);
    else users.push(user);
  }

  #arrive(nodes: readonly Node[]): void {
    const waiting = [...nodes];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const kind = classOf(node);
      if (kind !== 'source' && kind !== 'local') {
        this.#waiting[kind].push(node);
        continue;
      }
      if (kind === 'local') this.#locals.push(node);
      waiting.push(...this.#unblocked(node));
    }
  }

  #finish(node: Node): void {
    this.#arrive(this.#unblocked(node));
  }

  /** Users of a value for which it was the last one missing. */
  #unblocked(node: Node): Node[] {
    return (this.#users.get(node) ?? []).filter((user) => {
      const missing = (this.#missing.get(user) ?? 0) - 1;
      this.#missing.set(user, missing);
      return missing === 0;
    });
  }
}
