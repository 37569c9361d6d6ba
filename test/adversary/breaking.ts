// Breaks single messages of a protocol run. A run is recorded once with nobody interfering; then each of its messages is broken in turn,
// in each of the ways below, to one receiver or to all. Which bit or element is broken follows from the message's place.

import { P } from '../../src/params.js';
import type { Edge, Traffic } from '../support/lockstep.js';

export type Way = 'flip one bit' | 'add one' | 'cut short';

export const WAYS: readonly Way[] = ['flip one bit', 'add one', 'cut short'];

/** One message to be broken on its way to some or all of its receivers. */
export interface Break {
  readonly from: number;
  readonly to: readonly number[];
  readonly round: number;
  readonly way: Way;
  /** Number among all breaks; decides which bit and element. */
  readonly number: number;
}

/** All breaks of a recorded run; with three parties or more each message also reaches all its receivers broken. */
export function breaksOf(traffic: Traffic, parties: number): Break[] {
  const breaks: Break[] = [];
  const add = (from: number, to: readonly number[], round: number) => {
    for (const way of WAYS) breaks.push({ from, to, round, way, number: breaks.length });
  };
  for (const { from, to, round } of traffic.messages) add(from, [to], round);
  if (parties > 2) {
    for (let round = 0; round < traffic.rounds; round++) {
      for (let from = 0; from < parties; from++) {
        const to = traffic.messages.filter((m) => m.round === round && m.from === from).map((m) => m.to);
        if (to.length > 1) add(from, to, round);
      }
    }
  }
  return breaks;
}

/** What is delivered in place of a message. */
export function broken({ from, to, round, way, number }: Break, edge: Edge, message: Uint8Array): Uint8Array {
  if (edge.from !== from || edge.round !== round || !to.includes(edge.to)) return message;
  if (way === 'cut short') return message.slice(0, message.length - 8);
  const place = number * 2654435761; // spreads over bits and elements
  const copy = message.slice();
  if (way === 'flip one bit') {
    const bit = place % (8 * copy.length);
    copy[bit >> 3]! ^= 1 << (bit & 7);
  } else {
    const view = new DataView(copy.buffer, copy.byteOffset);
    const at = 8 * (place % (copy.length / 8));
    view.setBigUint64(at, addOne(view.getBigUint64(at, true)), true);
  }
  return copy;
}

/** x + 1 in the field; words that are no field elements (digests) count up likewise. */
function addOne(word: bigint): bigint {
  if (word < P) return (word + 1n) % P;
  return BigInt.asUintN(64, word + 1n);
}

export function describe({ from, to, round, way }: Break): string {
  return `${way} in round ${round} from ${from} to ${to.join(' and ')}`;
}
