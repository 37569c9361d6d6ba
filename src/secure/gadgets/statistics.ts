// Moments of vectors whose length is public, as exact integers: dividing by the public count is left to whoever reads the result, or to
// fixed-point arithmetic. The variance does not change when all values move by the same number, so they are centred in their
// range first: the squares stay as small as the range allows.

import type { SecureInt } from '../types/int.js';

/** Sums of squares of every `group` consecutive elements; of all by default. @cost one round and a square per element. */
export function sumOfSquares(x: SecureInt, group = x.length): SecureInt {
  return x.square().sums(group);
}

/**
 * n sum x^2 - (sum x)^2, that is n^2 times the variance (n (n - 1) times the sample variance), of every `group` consecutive elements.
 * @cost one round, a square per element and one per group.
 * @throws UsageError WIDTH_OVERFLOW unless (n (max - min) / 2)^2 < 2^60
 */
export function varianceNumerator(x: SecureInt, group = x.length): SecureInt {
  const centred = centre(x);
  const { min, max } = x.range;
  const spread = BigInt(group) * (max - min);
  const numerator = sumOfSquares(centred, group).mul(group).sub(centred.sums(group).square());
  // Popoviciu: the variance is at most the square of half the range.
  return numerator.within(0n, (spread * spread) / 4n, 'follows');
}

/**
 * n sum x y - (sum x) (sum y), that is n^2 times the covariance, of every `group` consecutive pairs.
 * @cost one round, a triple per element and one per group.
 * @throws UsageError LENGTH_MISMATCH, WIDTH_OVERFLOW
 */
export function covarianceNumerator(x: SecureInt, y: SecureInt, group = x.length): SecureInt {
  const [a, b] = [centre(x), centre(y)];
  const numerator = a
    .dot(b, group)
    .mul(group)
    .sub(a.sums(group).mul(b.sums(group)));
  const spread = (BigInt(group * group) * width(x) * width(y)) / 4n;
  return numerator.within(-spread, spread, 'follows');
}

/** The same values moved to the middle of their range. */
function centre(x: SecureInt): SecureInt {
  const { min, max } = x.range;
  return x.sub((min + max) / 2n);
}

function width(x: SecureInt): bigint {
  return x.range.max - x.range.min;
}
