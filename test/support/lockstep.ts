// Runs all parties of a protocol in one thread, round by round, with an adversary on the edges: it sees every message with its sender,
// receiver and round and may deliver another one, so it can also tell different parties different things.

import { ChannelError, SecurityAbort } from '../../src/errors.js';
import type { Protocol, Reply, Step } from '../../src/protocol/step.js';
import { isSilent } from '../../src/protocol/step.js';

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Counts rounds with messages, from 0. */
  readonly round: number;
}

/** Returns what is delivered; the same array means honest delivery. */
export type Adversary = (edge: Edge, message: Uint8Array) => Uint8Array;

export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export interface Traffic {
  rounds: number;
  /** Bytes sent by each party. */
  readonly bytes: number[];
  /** Every message in order: which edge, how long. */
  readonly messages: (Edge & { readonly length: number })[];
}

export const honest: Adversary = (_, message) => message;

interface Player<T> {
  readonly protocol: Protocol<T>;
  step: Step | null;
  outcome: Outcome<T> | null;
}

function advance<T>(player: Player<T>, resume: () => IteratorResult<Step, T>): void {
  try {
    const next = resume();
    if (next.done) {
      player.step = null;
      player.outcome = { value: next.value };
    } else player.step = next.value;
  } catch (error) {
    player.step = null;
    player.outcome = { error };
  }
}

function body(step: Step, to: number): Uint8Array {
  const parts = step.out[to] ?? [];
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Drives the protocols to their ends. A party whose peer has stopped gets PEER_ABORTED at its next exchange. */
export async function lockstep<T>(
  protocols: readonly Protocol<T>[],
  adversary: Adversary = honest,
): Promise<{ outcomes: Outcome<T>[]; traffic: Traffic }> {
  const players: Player<T>[] = protocols.map((protocol) => ({ protocol, step: null, outcome: null }));
  const traffic: Traffic = { rounds: 0, bytes: players.map(() => 0), messages: [] };
  for (const player of players) advance(player, () => player.protocol.next());
  while (players.some((player) => player.step !== null)) {
    const steps = players.map((player) => player.step);
    const speaking = steps.some((step) => step !== null && !isSilent(step));
    const bodies = steps.map((step, from) =>
      steps.map((_, to) => (step === null || from === to ? null : body(step, to))),
    );
    const replies = await Promise.all(
      steps.map(async (step, to) => (step === null ? null : receive(step, to, bodies, traffic, adversary))),
    );
    bodies.forEach((row, from) => {
      for (const message of row) traffic.bytes[from]! += message?.length ?? 0;
    });
    if (speaking) traffic.rounds++;
    players.forEach((player, i) => {
      const reply = replies[i];
      if (reply === null || reply === undefined) return;
      if ('failure' in reply) advance(player, () => player.protocol.throw(reply.failure));
      else advance(player, () => player.protocol.next(reply));
    });
  }
  return { outcomes: players.map((player) => player.outcome!), traffic };
}

async function receive(
  step: Step,
  to: number,
  bodies: readonly (readonly (Uint8Array | null)[])[],
  traffic: Traffic,
  adversary: Adversary,
): Promise<Reply | { failure: unknown }> {
  const inbox: Uint8Array[] = [];
  let failure: unknown = null;
  for (let from = 0; from < bodies.length; from++) {
    const expected = step.expect[from] ?? 0;
    const sent = bodies[from]?.[to] ?? null;
    if (from === to || expected === 0) inbox.push(new Uint8Array(0));
    else if (sent === null) failure ??= new SecurityAbort('PEER_ABORTED', `party ${from} has stopped`, from);
    else {
      const edge = { from, to, round: traffic.rounds };
      traffic.messages.push({ ...edge, length: sent.length });
      const delivered = adversary(edge, sent);
      if (delivered.length !== expected) {
        failure ??= new ChannelError(
          'BAD_FRAME',
          `expected ${expected} bytes of party ${from}, got ${delivered.length}`,
        );
      }
      inbox.push(delivered);
    }
  }
  try {
    const results = await Promise.all(step.work.map((work) => work.run()));
    return failure === null ? { in: inbox, results } : { failure };
  } catch (error) {
    return { failure: failure ?? error };
  }
}

/** The values of a run in which every party must have succeeded. */
export function values<T>(outcomes: readonly Outcome<T>[]): T[] {
  return outcomes.map((outcome) => {
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  });
}
