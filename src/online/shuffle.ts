// Shuffling: every party in turn permutes the columns by a permutation of its own, so the order is uniformly random to whoever misses
// one party's. A party permutes by the switches of a Waksman network (math/permutation-network.ts), which it inputs as secret bits:
// whatever bits it takes, the result is a permutation of what it got. That they are bits is checked with everything else:
// docs/security-arguments.md, "Shuffle".

import { randomPermutation } from '../crypto/random-permutation.js';
import { UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { type NetworkLayer, type PermutationNetwork, permutationNetwork } from '../math/permutation-network.js';
import { routePermutation } from '../math/permutation-routing.js';
import { Vector } from '../math/vector.js';
import { cutFactors } from '../preprocessing/material.js';
import type { FactorTriples } from '../preprocessing/source.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import type { Shares } from '../sharing/shares.js';
import { columnGroups } from './demand.js';
import { recombine } from './multiply.js';
import type { OnlineParty } from './party.js';
import { assertBits, partyInput } from './party-input.js';
import { copyTo, inArena, openDifference, sharesIn } from './scratch.js';

/**
 * Columns with their places permuted alike, uniformly (to 2^-60 and closer) and unknown to any proper subset of the parties.
 * @param columns c vectors of n shares each
 * @cost rounds 2 + parties*layers, openings 2switches*parties + columns*switches*parties, inputMasks switches*parties,
 *   squares switches*parties, factorTriples switches*parties;
 *   one column: rounds 2 + parties*layers, openings 3switches*parties, inputMasks switches*parties, squares switches*parties,
 *   triples switches*parties; one place: rounds 0
 *   (layers 2 ceil(log2 n) - 1 and switches, about n log2 n - n: of the network of n places; up to 64 columns: more are moved in
 *   groups, each of which opens the switches anew)
 * @throws UsageError LENGTH_MISMATCH, TUPLES_EXHAUSTED; SecurityAbort as partyInput; the next check fails if a party's switches are no bits
 * @source [Waksman68, BD02]
 */
export function* shuffle(p: OnlineParty, columns: readonly Shares[]): Protocol<Shares[]> {
  const n = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== n)) {
    throw new UsageError('LENGTH_MISMATCH', 'shuffle: expected columns of equal length');
  }
  if (n < 2) return [...columns];
  const network = permutationNetwork(n);
  const factors = takeFactors(p, columns.length, p.parties * network.switches);
  const settings = yield* allSettings(p, network);
  const proofs = parallel(settings.map((setting) => assertBits(p, setting)));
  const [, shuffled] = yield* parallel([proofs, inTurn(p, network, columns, settings, factors)]);
  return shuffled;
}

/** Every party's switches for a permutation that it draws. */
function* allSettings(p: OnlineParty, network: PermutationNetwork): Protocol<Shares[]> {
  const own = routePermutation(randomPermutation(p.random, network.size));
  const bits = Vector.fromInts(p.arena, own);
  own.fill(0);
  const inputs = Array.from({ length: p.parties }, (_, owner) =>
    partyInput(p, owner, owner === p.id ? bits : null, network.switches),
  );
  return yield* parallel(inputs);
}

function* inTurn(
  p: OnlineParty,
  network: PermutationNetwork,
  columns: readonly Shares[],
  settings: readonly Shares[],
  factors: readonly FactorTriples[],
): Protocol<Shares[]> {
  const memory = new LayerMemory(p);
  try {
    let moved: readonly Shares[] = columns;
    let used = 0;
    for (const setting of settings) {
      let from = 0;
      for (const layer of network.layers) {
        const to = from + layer.switches;
        const products = factors.map((group) => cutFactors(group, used + from, used + to));
        moved = yield* throughLayer(p, memory.next(), layer, moved, setting.slice(from, to), products);
        from = to;
      }
      used += network.switches;
      const { arena } = memory.next();
      moved = moved.map((column) => sharesIn(arena, column).gather(network.outputs));
    }
    return moved.map((column) => copyTo(p.arena, column));
  } finally {
    memory.release();
  }
}

/** Memory of the layer under way and of the one before, whose results it moves on. */
class LayerMemory {
  private homes: Arena[] = [];

  constructor(private readonly p: OnlineParty) {}

  /** The party with memory for the next layer. */
  next(): OnlineParty {
    const [last] = this.homes.splice(-1);
    this.release();
    const arena = this.p.kernel.newArena();
    this.homes = last === undefined ? [arena] : [last, arena];
    return inArena(this.p, arena);
  }

  release(): void {
    for (const arena of this.homes.splice(0)) arena.release();
  }
}

/**
 * One layer of switches: (a, b) becomes (a + t, b - t) with t = s (b - a). One round.
 * @param scratch the same party with the layer's memory
 */
function* throughLayer(
  p: OnlineParty,
  scratch: OnlineParty,
  { wiring, switches }: NetworkLayer,
  columns: readonly Shares[],
  setting: Shares,
  factors: readonly FactorTriples[],
): Protocol<Shares[]> {
  const wires = columns.map((column) => sharesIn(scratch.arena, column).gather(wiring));
  const uppers = wires.map((column) => column.slice(0, switches));
  const lowers = wires.map((column) => column.slice(switches, 2 * switches));
  const differences = lowers.map((lower, c) => lower.sub(uppers[c] as Shares));
  const groups = factors.map((group, g) => {
    const from = factors.slice(0, g).reduce((sum, { b }) => sum + b.length, 0);
    return timesSetting(p, scratch, group, setting, differences.slice(from, from + group.b.length));
  });
  const moves = (yield* parallel(groups)).flat();
  return wires.map((column, c) => {
    const [upper, lower, move] = [uppers[c] as Shares, lowers[c] as Shares, moves[c] as Shares];
    return upper.add(move).concat(lower.sub(move), column.slice(2 * switches, column.length));
  });
}

/** multiplySharedWith, of which only what was opened stays in p's memory. One round. */
function* timesSetting(
  p: OnlineParty,
  scratch: OnlineParty,
  { a, b, c }: FactorTriples,
  setting: Shares,
  columns: readonly Shares[],
): Protocol<Shares[]> {
  const differences = columns.map((column, f) => openDifference(p, scratch, column, b[f] as Shares));
  const [d, ...es] = yield* parallel([openDifference(p, scratch, setting, a), ...differences]);
  return es.map((e, f) => recombine(scratch, { a, b: b[f] as Shares, c: c[f] as Shares }, d as Vector, e));
}

/**
 * Products that share their first factor, the switch, for each group of columns; for one column these are ordinary triples.
 * @throws TUPLES_EXHAUSTED
 */
function takeFactors(p: OnlineParty, columns: number, n: number): FactorTriples[] {
  return columnGroups(columns).map((fanOut) => {
    if (fanOut > 1) return p.tuples.takeFactorTriples(fanOut, n);
    const { a, b, c } = p.tuples.takeTriples(n);
    return { a, b: [b], c: [c] };
  });
}
