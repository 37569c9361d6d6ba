// The two shapes of a message round. Both yield exactly one step.

import type { Party } from './party.js';
import type { Protocol, Step, Work } from './step.js';

const NOTHING: readonly Work[] = [];

/**
 * Everybody says the same to everybody and the transcript remembers it.
 * @param message this party's message, the same length at every party, a multiple of 8 bytes; a buffer of its own, no view of the
 *   kernel's memory, which branches beside this one may move
 * @returns the n messages in party order; received ones are valid until the next wait
 * @cost rounds 1
 */
export function* broadcast(p: Party, message: Uint8Array): Protocol<Uint8Array[]> {
  const own = [message];
  const out = Array.from({ length: p.parties }, (_, j) => (j === p.id ? [] : own));
  const expect = Array.from({ length: p.parties }, (_, j) => (j === p.id ? 0 : message.length));
  const reply = yield { out, expect, work: NOTHING };
  const messages = reply.in.map((received, j) => (j === p.id ? message : received));
  p.transcript.absorb(messages);
  return messages;
}

/**
 * A different message to each peer; nothing enters the transcript.
 * @param out    out[j] for party j (own slot ignored)
 * @param expect bytes expected of each party
 * @cost rounds 1
 */
export function* exchange(
  p: Party,
  out: readonly Uint8Array[],
  expect: readonly number[],
): Protocol<readonly Uint8Array[]> {
  const step: Step = {
    out: out.map((message, j) => (j === p.id || message.length === 0 ? [] : [message])),
    expect: expect.map((n, j) => (j === p.id ? 0 : n)),
    work: NOTHING,
  };
  return (yield step).in;
}

/** Waits for the pool; no message is sent, though branches in parallel may use the same wait for theirs. @cost waits 1 */
export function* compute<T>(p: Party, work: Work): Protocol<T> {
  const idle = Array.from({ length: p.parties }, () => 0);
  const reply = yield { out: idle.map(() => []), expect: idle, work: [work] };
  return reply.results[0] as T;
}

/** Waits one round without a message, for a branch beside this one to go on. @cost waits 1 */
export function* pause(p: Party): Protocol<void> {
  const idle = Array.from({ length: p.parties }, () => 0);
  yield { out: idle.map(() => []), expect: idle, work: NOTHING };
}
