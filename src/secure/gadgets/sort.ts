// Sorting by a secret key, with columns that travel along: a sorting network whose comparators are secret comparisons. Also the few
// smallest or largest alone, for which most of the network is left out.
// A radix sort is no match here: without opening shuffled places it needs a compaction network, n log2 n products per column,
// and the places' bits, for every bit of the key.

import { UsageError } from '../../errors.js';
import { exchange } from '../permutation/exchange.js';
import type { SecureInt } from '../types/int.js';
import { sortingNetwork } from './sorting-network.js';

export interface Sorted {
  readonly key: SecureInt;
  readonly columns: readonly SecureInt[];
}

/** In ascending order. @cost as sortBy. */
export function sort(x: SecureInt): SecureInt {
  return sortBy(x).key;
}

/**
 * Keys in ascending order, columns moved with them. Equal keys come in no particular order.
 * @cost about n (log2 n)^2 / 4 comparisons, and as many products for the key and for each column, in d (d + 1) / 2 layers of a
 * comparison and a product, d = ceil(log2 n): for few elements and slow networks rankSort takes far fewer rounds.
 * @param columns as long as the key      @throws UsageError LENGTH_MISMATCH
 */
export function sortBy(key: SecureInt, columns: readonly SecureInt[] = []): Sorted {
  return runNetwork(key, columns);
}

/** The k smallest keys in ascending order, with their columns. @cost about n (log2 k + 2)^2 / 5 comparisons and products. */
export function smallest(key: SecureInt, k: number, columns: readonly SecureInt[] = []): Sorted {
  return atPlaces(
    key,
    Array.from({ length: k }, (_, i) => i),
    columns,
  );
}

/** The k largest keys in descending order, with their columns. @cost as smallest. */
export function largest(key: SecureInt, k: number, columns: readonly SecureInt[] = []): Sorted {
  const sorted = smallest(key.neg(), k, columns);
  return { ...sorted, key: sorted.key.neg() };
}

/** What stands at some places of the sorted sequence (0 is the smallest), with its columns: order statistics. */
export function atPlaces(key: SecureInt, places: readonly number[], columns: readonly SecureInt[] = []): Sorted {
  return runNetwork(key, columns, places);
}

function runNetwork(key: SecureInt, columns: readonly SecureInt[], wanted?: readonly number[]): Sorted {
  if (columns.some((column) => column.length !== key.length)) {
    throw new UsageError('LENGTH_MISMATCH', `sort: expected columns of ${key.length} elements`);
  }
  const network = sortingNetwork(key.length, wanted);
  let sorted = key;
  let along = columns;
  for (const { wiring, comparators } of network.layers) {
    const wires = sorted.gather(wiring);
    const swap = wires.slice(0, comparators).gt(wires.slice(comparators, 2 * comparators));
    sorted = exchange(wires, swap, comparators);
    along = along.map((column) => exchange(column.gather(wiring), swap, comparators));
  }
  return { key: sorted.gather(network.outputs), columns: along.map((column) => column.gather(network.outputs)) };
}
