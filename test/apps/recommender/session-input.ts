// Client input at the parties of a test session, in the order of io/input.ts: masks out, challenge, confirmation. Each party keeps its own
// reservation and believes only what the client told it.

import { confirmationDigest, inputDigest, seedDigest, sumDigest } from '../../../src/io/digests.js';
import { challengeMasks, concludeInput } from '../../../src/io/input.js';
import { writeMasks } from '../../../src/io/messages.js';
import { type ProofContext, verify } from '../../../src/io/range-proof.js';
import { Reservation } from '../../../src/io/reservation.js';
import type { Statement } from '../../../src/io/statement.js';
import { Vector } from '../../../src/math/vector.js';
import type { Engine } from '../../../src/online/engine.js';
import type { InputMasks } from '../../../src/preprocessing/source.js';
import type { Deployment } from '../../support/engines.js';
import type { TestClient } from './session-client.js';
import type { Stage } from './session-stage.js';

/** One party's side of a reservation. */
export interface Side {
  readonly reservation: Reservation;
  readonly masks: InputMasks;
}

/** Opens a reservation at every party that goes on; the masks are the session's first ones. */
export async function reserve(
  stage: Stage,
  client: TestClient,
  { id, key, kind }: { id: Uint8Array; key: Uint8Array; kind: 'upload' | 'query' },
): Promise<(Side | null)[]> {
  return stage.local((p) => ({
    reservation: new Reservation(id, key, kind),
    masks: p.tuples.takeInputMasks(client.layout.total),
  }));
}

/** Sends the mask shares to the client, once everything prepared with them is checked. */
export async function release(
  deployment: Deployment,
  stage: Stage,
  sides: readonly (Side | null)[],
  key: Uint8Array,
  client: TestClient,
) {
  const bodies = await stage.local((p) => {
    p.openings.requireClean('releasing masks');
    const { reservation, masks } = at(sides, p);
    reservation.release(key);
    return writeMasks(deployment.kernel, masks);
  });
  if (stage.going) client.receiveMasks(client.hear('masks', all(bodies)));
}

/**
 * The mask check: s and, for an upload, e go to every party.
 * @param input true when e comes with the challenge
 * @returns H(u) as the client confirms it
 */
export async function challenge(
  deployment: Deployment,
  stage: Stage,
  sides: readonly (Side | null)[],
  key: Uint8Array,
  client: TestClient,
  input: boolean,
): Promise<Uint8Array | null> {
  const { kernel } = deployment;
  const us = await stage.step('challenge', function* (p) {
    const { reservation, masks } = at(sides, p);
    const seed = client.say('seed', p.id, client.seed);
    const digest = input ? inputDigest(kernel, client.say('input', p.id, client.input)) : inputDigest(kernel);
    reservation.challenge(key, seedDigest(kernel, seed), digest);
    const u = (yield* challengeMasks(p, masks, seed, digest)).toBytes();
    reservation.answered(sumDigest(kernel, u));
    return u;
  });
  return stage.going ? client.checkSums(client.hear('sum', all(us))) : null;
}

/**
 * The confirmation goes to every party and the parties compare what they got.
 * @param accepts this party's verdict on the proof
 */
export async function confirm(
  deployment: Deployment,
  stage: Stage,
  sides: readonly (Side | null)[],
  id: Uint8Array,
  key: Uint8Array,
  client: TestClient,
  sum: Uint8Array,
  input: boolean,
  accepts: (p: Engine) => boolean,
): Promise<void> {
  const { kernel } = deployment;
  await stage.step('confirm', function* (p) {
    const confirmation = {
      seed: seedDigest(kernel, client.seed),
      sum: client.say('confirmation', p.id, sum),
      input: input ? inputDigest(kernel, client.say('input', p.id, client.input)) : inputDigest(kernel),
    };
    const confirmed = at(sides, p).reservation.confirm(key, confirmation);
    yield* concludeInput(p, confirmationDigest(kernel, id, key, confirmed), accepts(p));
  });
}

export interface ProofInput {
  readonly reservation: Uint8Array;
  readonly key: Uint8Array;
  readonly statement: Statement;
  readonly rows: number;
  readonly input: Uint8Array;
  readonly challenge: Uint8Array | null;
  readonly proof: Uint8Array;
}

/** Whether a party's proof holds. Whatever is wrong with it, the verdict is "no". */
export function verdict(p: Engine, side: Side, client: TestClient, given: ProofInput): boolean {
  const { inputs, proof: proofMasks } = client.layout;
  const context: ProofContext = {
    reservation: given.reservation,
    client: given.key,
    verifier: p.id,
    parties: p.parties,
    statement: given.statement,
    rows: given.rows,
    inputDigest: inputDigest(p.kernel, given.input),
    challenge: given.challenge,
  };
  const keys = {
    inputs: side.masks.key.slice(inputs.from, inputs.to),
    masks: side.masks.key.slice(proofMasks.from, proofMasks.to),
    macKey: p.macKey,
  };
  try {
    verify(p.arena, context, Vector.fromBytes(p.arena, given.input), keys, Vector.fromBytes(p.arena, given.proof));
    return true;
  } catch {
    return false;
  }
}

export function at(sides: readonly (Side | null)[], p: Engine): Side {
  return all([sides[p.id] ?? null])[0]!;
}

/** The values of a step in which nobody stopped. */
export function all<T>(values: readonly (T | null)[]): T[] {
  return values.map((value) => {
    if (value === null) throw new Error('a party has stopped');
    return value;
  });
}
