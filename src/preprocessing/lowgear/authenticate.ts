// Authentication [KPR18] as a protocol: from vectors that every party holds a summand of to [[x]], or to the pairwise
// form in which the tags stay apart. What comes out is unchecked: a sacrifice has to cover it, or checkAuthenticated.

import { Vector } from '../../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { tossCoin } from '../../protocol/coin-toss.js';
import type { Protocol } from '../../protocol/step.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { open } from '../../sharing/open.js';
import { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import { exchangeParts, type LowGearSession, runTasks } from './session.js';
import { macAnswerBytes } from './sizes.js';

/** Elements of one task. */
const TASK_ELEMENTS = 8 * DEGREE;

/** This party's summands and their tags, pairwise. */
export interface PairwiseTags {
  readonly values: Vector;
  /** t_ji by peer j, ascending: what this party i holds so that k_ji + alpha_j x_i = t_ji. */
  readonly tags: readonly Vector[];
  /** k_ij by peer j, ascending: this party's keys for x_j. */
  readonly keys: readonly Vector[];
}

/**
 * Authenticates x = sum of the parties' values.
 * @param values n elements; secret unless stated
 * @cost rounds 1 @throws SecurityAbort CIPHERTEXT_REJECTED @source [KPR18] Authenticate
 */
export function* authenticate(p: LowGearSession, values: Vector): Protocol<Shares> {
  const { messages, tags, answers, chunks, received } = yield* exchangeAnswers(p, values, false);
  const { ring } = p.workshop;
  const macs = yield* runTasks(
    p,
    'openMacs',
    chunks.map((own, c) => ({
      ring,
      n: own.length / ELEMENT_BYTES,
      answers: answers.map((parts) => parts[c] as Uint8Array),
      own: { values: own, tags: tags(messages[c] as Uint8Array) },
    })),
  );
  p.giveBack(...received);
  return new Shares(values, joined(p, values.length, macs));
}

/** The same with tags and keys kept apart. @cost rounds 1 @throws SecurityAbort CIPHERTEXT_REJECTED */
export function* authenticatePairwise(p: LowGearSession, values: Vector): Protocol<PairwiseTags> {
  const { messages, tags, answers, chunks, received } = yield* exchangeAnswers(p, values, true);
  const { ring } = p.workshop;
  const decrypted = yield* runTasks(
    p,
    'openMacs',
    chunks.map((own, c) => ({
      ring,
      n: own.length / ELEMENT_BYTES,
      answers: answers.map((parts) => parts[c] as Uint8Array),
      own: null,
    })),
  );
  p.giveBack(...received);
  const ofPeer = (parts: readonly Uint8Array[], k: number) =>
    joined(
      p,
      values.length,
      parts.map((part) => part.subarray((k * part.length) / p.peers.length, ((k + 1) * part.length) / p.peers.length)),
    );
  const ownTags = messages.map(tags);
  return {
    values,
    tags: p.peers.map((_, k) => ofPeer(ownTags, k)),
    keys: p.peers.map((_, k) => ofPeer(decrypted, k).neg()),
  };
}

/** [[x]] of values in pairwise form: m_i = alpha_i x_i + sum_j t_ji - sum_j k_ij. */
export function sharesOfPairwise(p: LowGearSession, { values, tags, keys }: PairwiseTags): Shares {
  let mac = values.scale(p.macKey.span);
  for (const tag of tags) mac = mac.add(tag);
  for (const key of keys) mac = mac.sub(key);
  return new Shares(values, mac);
}

/**
 * Checks authenticated vectors that no sacrifice covers: opens a random combination of all of them and of one fresh
 * authenticated uniform value, which is thrown away.
 * @param mask that value, one share
 * @cost rounds 8, openings 1, zeroTests 1
 * @throws SecurityAbort MAC_CHECK_FAILED, ECHO_MISMATCH, COMMITMENT_BROKEN
 */
export function* checkAuthenticated(p: LowGearSession, vectors: readonly Shares[], mask: Shares): Protocol<void> {
  const seed = yield* tossCoin(p);
  let combination = mask;
  vectors.forEach((x, k) => {
    const chi = Vector.expand(p.arena, seed, k, x.length);
    combination = combination.add(new Shares(x.value.dot(chi), x.mac.dot(chi)));
  });
  yield* open(p, combination);
  yield* checkOpenings(p);
}

/** The peers' answers to the own values and the other way round. */
function* exchangeAnswers(p: LowGearSession, values: Vector, pairwise: boolean) {
  const { ring } = p.workshop;
  const chunks = chunksOf(values);
  const lengths = chunks.map((chunk) => macAnswerBytes(chunk.length / ELEMENT_BYTES));
  const messages = yield* runTasks(
    p,
    'answerMacs',
    chunks.map((own) => ({ ring, values: own, pairwise, noise: p.random(SEED_BYTES) })),
  );
  const out = p.peers.map((_, k) =>
    messages.map((message, c) => {
      const length = lengths[c] ?? 0;
      return message.subarray(k * length, (k + 1) * length);
    }),
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const received = yield* exchangeParts(
    p,
    out,
    p.peers.map(() => total),
  );
  const tags = (message: Uint8Array) => {
    const c = messages.indexOf(message);
    return message.slice(p.peers.length * (lengths[c] ?? 0));
  };
  return { messages, tags, chunks, received, answers: received.map((bytes) => cut(bytes, lengths)) };
}

/** Copies, one per task. */
function chunksOf(values: Vector): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < values.length; from += TASK_ELEMENTS) {
    chunks.push(values.slice(from, Math.min(values.length, from + TASK_ELEMENTS)).toBytes());
  }
  return chunks;
}

/** Views of consecutive parts. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

/** One vector of n elements from consecutive parts. */
export function joined(p: LowGearSession, n: number, parts: readonly Uint8Array[]): Vector {
  const whole = Vector.zeros(p.arena, n);
  let at = 0;
  for (const part of parts) {
    const to = at + part.length / ELEMENT_BYTES;
    p.kernel.load(part, whole.span.slice(at, to));
    at = to;
  }
  return whole;
}
