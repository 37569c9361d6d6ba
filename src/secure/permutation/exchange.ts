// One layer of a network: pairs of wires that change places or not.

import { UsageError } from '../../errors.js';
import type { SecureInt } from '../types/int.js';

/**
 * Wires i and crossed + i change places where setting i is 1; those after 2 crossed pass. @cost one round and a triple per pair; columns
 * that share their setting open it once.
 * @param wires 2 crossed or more      @param setting bits, as many as pairs
 * @throws UsageError WIDTH_OVERFLOW unless three times the values' range fits the field
 */
export function exchange(wires: SecureInt, setting: SecureInt, crossed: number): SecureInt {
  if (setting.length !== crossed || wires.length < 2 * crossed) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `exchange: ${setting.length} bits for ${crossed} pairs of ${wires.length} wires`,
    );
  }
  const upper = wires.slice(0, crossed);
  const lower = wires.slice(crossed, 2 * crossed);
  const move = setting.mul(lower.sub(upper));
  const passing = 2 * crossed < wires.length ? [wires.slice(2 * crossed, wires.length)] : [];
  const { min, max } = wires.range;
  return upper
    .add(move)
    .concat(lower.sub(move), ...passing)
    .within(min, max, 'follows');
}
