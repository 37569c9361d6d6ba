// One batch of a stage: its operations put together, run by the online protocols, and taken apart.

import { UsageError } from '../../errors.js';
import { decompose } from '../../online/bits.js';
import { isZero, nonNegative } from '../../online/compare.js';
import { isZeroWide, nonNegativeWide } from '../../online/compare-wide.js';
import { type BoundTuple, multiplyMatrix, multiplyOpened } from '../../online/matrix.js';
import { multiply, multiplyShared, square } from '../../online/multiply.js';
import { cut, join } from '../../online/parts.js';
import type { OnlineParty } from '../../online/party.js';
import { shuffle } from '../../online/shuffle.js';
import { truncate } from '../../online/truncate.js';
import type { Protocol } from '../../protocol/step.js';
import type { Shares } from '../../sharing/shares.js';
import type { Node } from '../graph/graph.js';
import { type Batch, factorLength, nodesOf } from '../plan/batches.js';
import { queryBlockOf } from '../plan/classes.js';
import { maskedBits } from '../plan/cost.js';
import type { RunContext } from './context.js';

/** What a batch works on. */
export interface Materials {
  readonly context: RunContext;
  readonly bound: ReadonlyMap<Node, BoundTuple>;
  /** A node's value, to be combined in the stage's arena. */
  readonly sharesOf: (node: Node) => Shares;
}

/** @returns the results of nodesOf(batch), in that order */
export function* runBatch(p: OnlineParty, batch: Batch, m: Materials): Protocol<readonly Shares[]> {
  const argument = (node: Node) => m.sharesOf(node.args[0] as Node);
  switch (batch.kind) {
    case 'products':
      return yield* products(p, batch.nodes, m);
    case 'sharedProducts':
      return yield* sharedProducts(p, batch, m);
    case 'squares':
      return split(yield* square(p, join(batch.nodes.map(argument))), batch.nodes);
    case 'truncations':
      return split(yield* truncate(p, join(batch.nodes.map(argument)), batch.shift), batch.nodes);
    case 'matvec':
      return yield* matvecs(p, batch.nodes, m);
    case 'comparisons': {
      const x = join(batch.nodes.map(argument));
      const signs = batch.bits === null ? nonNegativeWide(p, x) : nonNegative(p, x, batch.bits);
      return split(yield* signs, batch.nodes);
    }
    case 'zeroTests': {
      const x = join(batch.nodes.map(argument));
      const zeros = batch.bits === null ? isZeroWide(p, x) : isZero(p, x, batch.bits);
      return split(yield* zeros, batch.nodes);
    }
    case 'decompositions': {
      const x = join(batch.nodes.map(argument));
      const bits = yield* decompose(p, x, maskedBits(batch.bits, batch.wide));
      return splitBits(bits, batch.bits, x.length, batch.nodes);
    }
    case 'shuffle':
      return [joinCopies(yield* shuffle(p, cut(argument(batch.node), batch.columns)))];
  }
}

function* products(p: OnlineParty, nodes: readonly Node[], { sharesOf }: Materials): Protocol<readonly Shares[]> {
  const factor = (i: number) => join(nodes.map(({ args }) => sharesOf(args[i] as Node)));
  const z = yield* multiply(p, factor(0), factor(1));
  return split(z, nodes, factorLength).map((product, i) => summed(product, nodes[i] as Node));
}

function* sharedProducts(
  p: OnlineParty,
  { fanOut, groups }: Extract<Batch, { kind: 'sharedProducts' }>,
  { sharesOf }: Materials,
): Protocol<readonly Shares[]> {
  const x = join(groups.map(({ shared }) => sharesOf(shared)));
  const ys = Array.from({ length: fanOut }, (_, f) => join(groups.map(({ others }) => sharesOf(others[f] as Node))));
  const zs = yield* multiplyShared(p, x, ys);
  const shared = groups.map((group) => group.shared);
  const parts = zs.map((z) => split(z, shared));
  return groups.flatMap(({ nodes }, g) => nodes.map((node, f) => summed(parts[f]?.[g] as Shares, node)));
}

/** An inner product is a product and sums. */
function summed(product: Shares, { op }: Node): Shares {
  return op.kind === 'dot' ? product.sums(op.group) : product;
}

/** Products with one resident block. */
function* matvecs(p: OnlineParty, nodes: readonly Node[], m: Materials): Protocol<readonly Shares[]> {
  const { context, bound, sharesOf } = m;
  const [first] = nodes as [Node];
  const { op, name } = first;
  if (op.kind !== 'matvec') throw new RangeError(`${name} is no matrix product`);
  const matrix = matrixOf(context, op.block, name);
  const tuples = nodes.map((node) => {
    const tuple = bound.get(node);
    if (tuple === undefined) throw new RangeError(`no tuple is bound for ${node.name}`);
    return tuple;
  });
  const block = queryBlockOf(first);
  if (block === null) {
    const xs = nodes.map(({ args }) => sharesOf(args[0] as Node));
    return yield* multiplyMatrix(p, matrix, op.orientation, xs, tuples);
  }
  const query = context.query[block];
  if (query === undefined) throw new UsageError('INVALID_ARGUMENT', `${name}: query block ${block} is missing`);
  return [yield* multiplyOpened(p, matrix, op.orientation, query.masked, tuples[0] as BoundTuple)];
}

/** @throws UsageError INVALID_ARGUMENT */
export function matrixOf({ matrices }: Pick<RunContext, 'matrices'>, block: string, name: string) {
  const matrix = matrices[block];
  if (matrix === undefined) throw new UsageError('INVALID_ARGUMENT', `${name}: the block ${block} is missing`);
  return matrix;
}

/** Cuts a joined vector into its nodes' parts; shares memory. */
function split(whole: Shares, nodes: readonly Node[], lengthOf = (node: Node) => node.length): Shares[] {
  let from = 0;
  return nodes.map((node) => {
    const part = whole.slice(from, from + lengthOf(node));
    from += lengthOf(node);
    return part;
  });
}

/** The same where the whole is bit by bit and every part must be. */
function splitBits(whole: Shares, bits: number, n: number, nodes: readonly Node[]): readonly Shares[] {
  const wanted = whole.slice(0, bits * n);
  if (nodes.length === 1) return [wanted];
  const lengthOf = (node: Node) => node.length / bits;
  const rows = cut(wanted, bits).map((ofBit) => split(ofBit, nodes, lengthOf));
  return nodes.map((_, i) => join(rows.map((row) => row[i] as Shares)));
}

/** One place is not moved at all: results live in the stage's memory, so what is an argument still is copied. */
function joinCopies([first, ...others]: readonly Shares[]): Shares {
  return (first as Shares).concat(...others);
}

/** Every batch and what it computes, side by side. */
export function resultsOf(batches: readonly Batch[], results: readonly (readonly Shares[])[]): [Node, Shares][] {
  return batches.flatMap((batch, b) =>
    nodesOf(batch).map((node, i): [Node, Shares] => [node, results[b]?.[i] as Shares]),
  );
}
