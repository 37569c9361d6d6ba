// What programs compute with: ordinary functions over secret vectors.

export { permute, unpermute } from '../permutation/apply.js';
export { absolute, all, any, clamp, larger, smaller } from './choice.js';
export { groupCounts, groupSums } from './groups.js';
export { lookup, lookupAt } from './lookup.js';
export { matmul, matmulPublic, outerProduct, scaleRows, selectRows, transpose } from './matrix.js';
export { oneHot, oneHotOfBits } from './one-hot.js';
export { countBelow, ordinalRanks, rankSort, ranks } from './ranks.js';
export { kthSmallest, quantilesByBits, selectByBits } from './select-by-bits.js';
export { shuffle } from './shuffle.js';
export { atPlaces, largest, type Sorted, smallest, sort, sortBy } from './sort.js';
export { covarianceNumerator, sumOfSquares, varianceNumerator } from './statistics.js';
export { argmax, argmin, type Extremum, max, min } from './tournament.js';
export { remainderExact, truncateExact } from './truncate-exact.js';
