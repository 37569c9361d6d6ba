// From a forecast to a time. Rounds and bytes are exact; what a party computes is estimated from measured costs per element.

import type { Forecast } from './forecast.js';

export interface Place {
  /** A message there and back; one round takes half of it where all parties send at once. */
  readonly rttMs: number;
  /** What a party can send, to all others together. */
  readonly mbitPerSecond: number;
  readonly costs?: OperationCosts;
}

/** Nanoseconds of one core per element; `bench/online.ts` measures them. */
export interface OperationCosts {
  /** An opened element: difference, message, recombination and its part of the check. */
  readonly opened: number;
  /** One more than a handful of parties make: reading and adding a peer's message. */
  readonly perPeer: number;
  readonly local: number;
  /** An entry of a resident matrix, value and MAC side. */
  readonly matrixEntry: number;
}

/** Measured on two cores of 3 GHz, Node 20. */
export const MEASURED_COSTS: OperationCosts = { opened: 20, perPeer: 6, local: 3, matrixEntry: 3 };

export interface Estimate {
  readonly prepareMs: number;
  readonly runMs: number;
}

/** @param place figures of the slowest connection between two parties */
export function estimate(
  { parties, prepare, run, work }: Omit<Forecast, 'demand' | 'chapters'>,
  place: Place,
): Estimate {
  const { rttMs, mbitPerSecond, costs = MEASURED_COSTS } = place;
  const sending = ({ rounds, bytesSent }: { readonly rounds: number; readonly bytesSent: number }) =>
    (rounds * rttMs) / 2 + (bytesSent * 8) / (mbitPerSecond * 1000);
  const opening = work.opened * (costs.opened + costs.perPeer * (parties - 1));
  const computing = (opening + work.local * costs.local + work.matrixEntries * costs.matrixEntry) / 1e6;
  // Binding a matrix tuple multiplies the public matrix with value and MAC share of b.
  const binding = (work.matrixEntries * costs.matrixEntry) / 1e6;
  return { prepareMs: sending(prepare) + binding, runMs: sending(run) + computing };
}
