// Operations of one stage put together: those of one kind and equal parameters become one vector operation, and products with a common
// factor share its opening (x - a is opened once for all y in x y).

import type { Node } from '../graph/graph.js';
import { origin, queryBlockOf } from './classes.js';

/** Products of `shared` with one other factor per node; nodes are multiplications or inner products. */
export interface FactorGroup {
  readonly shared: Node;
  readonly others: readonly Node[];
  readonly nodes: readonly Node[];
}

export type Batch =
  | { readonly kind: 'products'; readonly nodes: readonly Node[] }
  /** Groups of `fanOut` products each. */
  | { readonly kind: 'sharedProducts'; readonly fanOut: number; readonly groups: readonly FactorGroup[] }
  | { readonly kind: 'squares'; readonly nodes: readonly Node[] }
  | { readonly kind: 'truncations'; readonly shift: number; readonly nodes: readonly Node[] }
  /** With one resident block in one orientation; a product with the client's own block stays alone. */
  | { readonly kind: 'matvec'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'comparisons' | 'zeroTests';
      /** null: wide ones, under full-field masks. */
      readonly bits: number | null;
      readonly nodes: readonly Node[];
    }
  | { readonly kind: 'decompositions'; readonly bits: number; readonly wide: boolean; readonly nodes: readonly Node[] }
  | { readonly kind: 'shuffle'; readonly columns: number; readonly node: Node };

/** Vectors from this length on stay by themselves: joining them would cost a copy and save nothing. */
const LARGE = 2 ** 13;

/** Most factors that share one opening; the limit of the tuple kind. */
const MAX_FAN_OUT = 64;

/** All operations of one stage. @param nodes in the order of their numbers */
export function batchesOf(nodes: readonly Node[]): Batch[] {
  const products = nodes.filter(isProduct);
  const others = nodes.filter((node) => !isProduct(node));
  return [...productBatches(products), ...joined(others)];
}

function isProduct({ op }: Node): boolean {
  return op.kind === 'multiply' || op.kind === 'dot';
}

/** Batches of everything but products: by kind and parameters, in the order in which each is first met. */
function joined(nodes: readonly Node[]): Batch[] {
  const batches: Batch[] = [];
  for (const group of grouped(nodes, keyOf)) {
    const [{ op }] = group as [Node];
    switch (op.kind) {
      case 'square':
        batches.push({ kind: 'squares', nodes: group });
        break;
      case 'truncate':
        batches.push({ kind: 'truncations', shift: op.shift, nodes: group });
        break;
      case 'nonNegative':
      case 'isZero': {
        const kind = op.kind === 'nonNegative' ? 'comparisons' : 'zeroTests';
        batches.push({ kind, bits: op.wide ? null : op.bits, nodes: group });
        break;
      }
      case 'decompose':
        batches.push({ kind: 'decompositions', bits: op.bits, wide: op.wide, nodes: group });
        break;
      case 'shuffle':
        for (const node of group) batches.push({ kind: 'shuffle', columns: op.columns, node });
        break;
      case 'matvec':
        batches.push({ kind: 'matvec', nodes: group });
        break;
      default:
        throw new RangeError(`${op.kind} is not scheduled in batches`);
    }
  }
  return batches;
}

function keyOf(node: Node): string {
  const { id, op, length } = node;
  const alone = length >= LARGE ? `/${id}` : '';
  switch (op.kind) {
    case 'truncate':
      return `truncate/${op.shift}${alone}`;
    case 'nonNegative':
    case 'isZero':
      return `${op.kind}/${op.wide ? 'wide' : op.bits}${alone}`;
    case 'decompose':
      return `decompose/${op.bits}/${op.wide}${alone}`;
    case 'shuffle':
      return `shuffle/${op.columns}/${id}`;
    case 'matvec':
      return queryBlockOf(node) === null ? `matvec/${op.orientation}/${op.block}` : `matvec/${id}`;
    default:
      return op.kind + alone;
  }
}

function grouped(nodes: readonly Node[], key: (node: Node) => string): Node[][] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const name = key(node);
    append(groups, name, node);
  }
  return [...groups.values()];
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Products by the factors they share: the factor of most products first, each product once. */
function productBatches(nodes: readonly Node[]): Batch[] {
  const factors = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const factor of new Set(node.args.map(origin))) append(factors, factor, node);
  }
  const byCount = [...factors].filter(([, users]) => users.length > 1).sort((a, b) => b[1].length - a[1].length);
  const done = new Set<Node>();
  const groups: FactorGroup[] = [];
  for (const [shared, users] of byCount) {
    const free = users.filter((node) => !done.has(node));
    for (let from = 0; from + 1 < free.length; from += MAX_FAN_OUT) {
      const members = free.slice(from, from + MAX_FAN_OUT);
      if (members.length < 2) break;
      for (const node of members) done.add(node);
      groups.push(factorGroup(shared, members));
    }
  }
  const single = nodes.filter((node) => !done.has(node));
  const plain = grouped(single, (node) => (factorLength(node) >= LARGE ? `${node.id}` : ''));
  return [...sharedBatches(groups), ...plain.map((group): Batch => ({ kind: 'products', nodes: group }))];
}

/** Groups of equal fan-out go together, large ones by themselves. */
function sharedBatches(groups: readonly FactorGroup[]): Batch[] {
  const together = new Map<string, FactorGroup[]>();
  for (const group of groups) {
    const alone = group.shared.length >= LARGE ? `/${group.nodes[0]?.id}` : '';
    const key = `${group.nodes.length}${alone}`;
    append(together, key, group);
  }
  return [...together.values()].map((members) => {
    return { kind: 'sharedProducts', fanOut: members[0]?.nodes.length ?? 0, groups: members };
  });
}

/** Elements of each factor: those of the result, or of all its groups in an inner product. */
export function factorLength(node: Node): number {
  return node.args[0]?.length ?? 0;
}

/** Named by the members' own arguments: those are the values that are there. */
function factorGroup(source: Node, nodes: readonly Node[]): FactorGroup {
  const pairs = nodes.map(({ args }) => {
    const [x, y] = args as readonly [Node, Node];
    return origin(x) === source ? ([x, y] as const) : ([y, x] as const);
  });
  const [[shared]] = pairs as [(typeof pairs)[number]];
  return { shared, others: pairs.map(([, other]) => other), nodes };
}

/** All nodes that a batch computes. */
export function nodesOf(batch: Batch): readonly Node[] {
  switch (batch.kind) {
    case 'sharedProducts':
      return batch.groups.flatMap(({ nodes }) => nodes);
    case 'shuffle':
      return [batch.node];
    default:
      return batch.nodes;
  }
}

/** Matrix products among batches, in the order in which they take their tuples. */
export function matvecsOf(batches: readonly Batch[]): Node[] {
  return batches.flatMap((batch) => (batch.kind === 'matvec' ? batch.nodes : []));
}
