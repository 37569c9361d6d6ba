// Secret vectors through a permutation network whose switches are secret bits: permuted in a way that nobody knows who does not know
// all the bits. One product per layer; several columns share the switches, so they are moved alike and share part of the products' cost.

import { UsageError } from '../../errors.js';
import { type PermutationNetwork, permutationNetwork } from '../../math/permutation-network.js';
import { invertPermutation } from '../../math/permutation-routing.js';
import type { SecureInt } from '../types/int.js';
import { exchange } from './exchange.js';

/**
 * The permutation for which the switches were set: result i is element permutation[i] (math/permutation-routing.ts).
 * @cost one round per layer (2 ceil(log2 n) - 1) and one product per switch (about n log2 n) and column.
 * @param columns n elements each      @param switches bits, layer by layer
 * @param network the network of n places, for who uses it more than once: its tables are large
 * @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT for switches that may be something else than bits
 */
export function permute(
  columns: readonly SecureInt[],
  switches: SecureInt,
  network = permutationNetwork(columns[0]?.length ?? 0),
): SecureInt[] {
  requireFitting(columns, switches, network);
  let wires: readonly SecureInt[] = columns;
  for (const [{ wiring, switches: crossed }, setting] of layersOf(network, switches)) {
    wires = wires.map((column) => exchange(column.gather(wiring), setting, crossed));
  }
  return wires.map((column) => column.gather(network.outputs));
}

/** The inverse permutation by the same switches: element i goes to place permutation[i]. Costs and errors as permute. */
export function unpermute(columns: readonly SecureInt[], switches: SecureInt): SecureInt[] {
  const network = permutationNetwork(columns[0]?.length ?? 0);
  requireFitting(columns, switches, network);
  const inputs = invertPermutation(network.outputs);
  let wires: readonly SecureInt[] = columns.map((column) => column.gather(inputs));
  for (const [{ wiring, switches: crossed }, setting] of [...layersOf(network, switches)].reverse()) {
    const undo = invertPermutation(wiring);
    wires = wires.map((column) => exchange(column, setting, crossed).gather(undo));
  }
  return [...wires];
}

function* layersOf(
  network: PermutationNetwork,
  switches: SecureInt,
): Generator<[PermutationNetwork['layers'][number], SecureInt]> {
  let from = 0;
  for (const layer of network.layers) {
    yield [layer, switches.slice(from, from + layer.switches)];
    from += layer.switches;
  }
}

/** @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT */
function requireFitting(columns: readonly SecureInt[], switches: SecureInt, network: PermutationNetwork): void {
  if (columns.some((column) => column.length !== network.size)) {
    throw new UsageError('LENGTH_MISMATCH', `permute: expected columns of ${network.size} elements`);
  }
  if (switches.length !== network.switches) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `permute: ${network.size} places take ${network.switches} switches, not ${switches.length}`,
    );
  }
  if (switches.range.min < 0n || switches.range.max > 1n) {
    throw new UsageError('INVALID_ARGUMENT', 'permute: expected bits for switches');
  }
}
