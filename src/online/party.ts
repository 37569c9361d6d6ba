// A party in the online phase: it holds tuples.

import type { TupleSource } from '../preprocessing/source.js';
import type { SharingParty } from '../sharing/party.js';

export interface OnlineParty extends SharingParty {
  readonly tuples: TupleSource;
}
