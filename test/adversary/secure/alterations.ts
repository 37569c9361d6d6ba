// Every single way in which this folder breaks a party's messages: each element of each frame, and each frame as a whole.

import { P } from '../../../src/params.js';
import type { Adversary, Edge, Traffic } from '../../support/lockstep.js';

export const WAYS = ['add one', 'add a random number', 'swap', 'replay', 'cut short'] as const;
export type Way = (typeof WAYS)[number];

/** One frame of a party's, altered on its way to some of its receivers. */
export interface Alteration {
  readonly from: number;
  readonly to: readonly number[];
  readonly round: number;
  readonly way: Way;
  /** The element that is altered; frames altered as a whole have none. */
  readonly element: number | null;
}

/**
 * All elements of what a party sends, to all receivers alike: one added to every other one, a random number to the rest.
 * @param first 0 or 1: which ones get the random number
 */
export function elementsOf(traffic: Traffic, from: number, first: 0 | 1): Alteration[] {
  return framesOf(traffic, from).flatMap(({ round, to, elements }) =>
    Array.from({ length: elements }, (_, element): Alteration => {
      return { from, to, round, element, way: (element + first) % 2 === 0 ? 'add one' : 'add a random number' };
    }),
  );
}

/** All frames of a party, each swapped, replayed and cut; with several receivers only to one of them, each in turn. */
export function wholeFramesOf(traffic: Traffic, from: number): Alteration[] {
  return framesOf(traffic, from).flatMap(({ round, to, elements }, number) =>
    (['swap', 'replay', 'cut short'] as const)
      .filter((way) => (way !== 'swap' || elements > 1) && (way !== 'replay' || round > 0))
      .map((way, i): Alteration => {
        return { from, to: [to[(number + i) % to.length] as number], round, way, element: null };
      }),
  );
}

interface Frame {
  readonly round: number;
  readonly to: readonly number[];
  readonly elements: number;
}

/** What a party says in each round; a frame is as long for every receiver, or none for some. */
function framesOf({ messages, rounds }: Traffic, from: number): Frame[] {
  return Array.from({ length: rounds }, (_, round) => {
    const sent = messages.filter((message) => message.round === round && message.from === from);
    return { round, to: sent.map(({ to }) => to), elements: (sent[0]?.length ?? 0) / 8 };
  }).filter(({ elements }) => elements > 0);
}

/** Carries an alteration out. */
export function altering({ from, to, round, way, element }: Alteration): Adversary {
  const earlier = new Map<number, Uint8Array>();
  return (edge, message) => {
    if (edge.from !== from) return message;
    const before = earlier.get(edge.to) ?? message;
    earlier.set(edge.to, message.slice());
    if (edge.round !== round || !to.includes(edge.to)) return message;
    if (way === 'cut short') return message.slice(0, message.length - 8);
    if (way === 'replay') return before;
    const copy = message.slice();
    const words = new DataView(copy.buffer);
    if (way === 'swap') {
      const [first, last] = [words.getBigUint64(0, true), words.getBigUint64(copy.length - 8, true)];
      words.setBigUint64(0, last, true);
      words.setBigUint64(copy.length - 8, first, true);
    } else {
      const at = 8 * (element ?? 0);
      words.setBigUint64(at, added(words.getBigUint64(at, true), way === 'add one' ? 1n : scattered(edge, at)), true);
    }
    return copy;
  };
}

/** Field elements add up in the field; words that are none (of digests and nonces) as 64 bits. */
function added(word: bigint, more: bigint): bigint {
  return word < P ? (word + more) % P : BigInt.asUintN(64, word + more);
}

/** A number below p that follows from the place and is never 0. */
function scattered({ round, from, to }: Edge, at: number): bigint {
  const place = BigInt(round * 1_000_003 + at * 64 + from * 8 + to + 1);
  return 1n + ((place * 0x9e37_79b9_7f4a_7c15n) % (P - 1n));
}

export function describe({ from, to, round, way, element }: Alteration): string {
  return `${way}, element ${element ?? '-'} of round ${round} from ${from} to ${to.join(' and ')}`;
}
