// A party that holds a share of the MAC key.

import type { Vector } from '../math/vector.js';
import type { Coins } from '../protocol/coin-toss.js';
import type { Party } from '../protocol/party.js';
import type { Openings } from './openings.js';
import type { KeyHolder } from './shares.js';

/** Value shares of one multiplication triple, used up by one zero test. */
export interface ZeroTestTriple {
  readonly a: Vector;
  readonly b: Vector;
  readonly c: Vector;
}

export interface SharingParty extends Party, KeyHolder {
  readonly openings: Openings;
  /** Coins committed to before the openings that they will check. */
  readonly coins: Coins;
  /** @throws UsageError TUPLES_EXHAUSTED */
  takeZeroTestTriple(): ZeroTestTriple;
}
