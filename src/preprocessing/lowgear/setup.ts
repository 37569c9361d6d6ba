// Set-up: every party's keys, and its encrypted MAC key with a proof. The a-parts of public keys are hashes of a seed
// that all contributed to, so no one chose them; a malformed b-part harms its owner only (she/keys.ts).
//
//     nonces | public key, 18 requests of which the first is Enc(alpha / 2), their proof | echo (n > 2) | raw products
//
// That Enc(alpha) is a constant is not proven: whatever is authenticated later is checked, and a MAC key that differs
// from coefficient to coefficient fails that check.

import { hash } from '../../crypto/index.js';
import { Vector } from '../../math/vector.js';
import { SEED_BYTES } from '../../params.js';
import { broadcast } from '../../protocol/exchange.js';
import { type Party, peersOf } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import type { TaskRunner } from '../tasks.js';
import type { KeyRing } from './key-ring.js';
import { acceptAll } from './request-stock.js';
import { type ProofMode, requestAt, requestBatchBytes } from './request-tasks.js';
import { nameOf, runTask, runTasks } from './session.js';
import { PUBLIC_KEY_BYTES } from './sizes.js';
import { Workshop } from './workshop.js';

export interface SetupOptions {
  readonly runner: TaskRunner;
  /** alpha_i, 8 bytes: an earlier one, under which data is stored, or null for a fresh one. */
  readonly macKey: Uint8Array | null;
  readonly mode: ProofMode;
}

/**
 * Makes the keys of all parties.
 * @cost rounds 2 (3 with three parties or more)
 * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED, WRONG_KEY, ECHO_MISMATCH
 */
export function* setupKeys(p: Party, options: SetupOptions): Protocol<Workshop> {
  const { mode, runner } = options;
  const nonces = (yield* broadcast(p, p.random(SEED_BYTES))).map((nonce) => nonce.slice());
  const setupId = hash(p.kernel, 'tessera/lowgear/setup', p.session, ...nonces);
  const publicSeeds = nonces.map((_, party) => nameOf(p.kernel, 'tessera/lowgear/public-key', setupId, party));
  const room = { parties: p.parties, workshop: { runner, requireUsable: () => undefined } };
  const bare = ownRing(p, setupId, publicSeeds, options.macKey);
  const batch = { mode, first: true, echo: p.parties > 2 };
  const subject = (prover: number) => nameOf(p.kernel, 'tessera/lowgear/requests', setupId, prover, 0);
  const seed = p.random(SEED_BYTES);
  try {
    const made = yield* runTask(room, 'makeRequests', {
      ...batch,
      ring: bare,
      subject: subject(p.id),
      seed,
      noise: p.random(SEED_BYTES),
    });
    const length = requestBatchBytes(mode, true);
    const provers = peersOf(p);
    const messages = yield* sendToAll(p, runner, made.subarray(0, length));
    const verdicts = yield* runTasks(
      room,
      'checkRequests',
      provers.map((prover) => ({
        ...batch,
        ring: bare,
        subject: subject(prover),
        prover,
        publicSeed: publicSeeds[prover] as Uint8Array,
        message: messages[prover] as Uint8Array,
      })),
    );
    yield* acceptAll(p, provers, made.subarray(length), verdicts);
    const ring: KeyRing = {
      ...bare,
      id: bare.id.slice(0, -OWN_ONLY.length),
      peers: messages.map((message) => message && peerKeys(message)),
    };
    const workshop = new Workshop({ kernel: p.kernel, runner, ring, mode, setupId, publicSeeds });
    // Number 0 was this batch.
    workshop.requests.nextNumber();
    workshop.requests.add(
      seed,
      provers.map((prover) => messages[prover] as Uint8Array),
      true,
      1,
    );
    return workshop;
  } finally {
    runner.forgetShards([bare.id]);
  }
}

const OWN_ONLY = '/own';

function ownRing(
  p: Party,
  setupId: Uint8Array,
  publicSeeds: readonly Uint8Array[],
  macKey: Uint8Array | null,
): KeyRing {
  const id = Array.from(setupId, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    id: `${id}/${p.id}${OWN_ONLY}`,
    party: p.id,
    secretSeed: p.random(SEED_BYTES),
    publicSeed: publicSeeds[p.id] as Uint8Array,
    macKey: macKey?.slice() ?? freshMacKey(p),
    peers: publicSeeds.map(() => null),
  };
}

function freshMacKey(p: Party): Uint8Array {
  const seed = p.random(SEED_BYTES);
  return p.arena.scope(() => Vector.expand(p.arena, seed, 0, 1).toBytes());
}

function peerKeys(message: Uint8Array) {
  return { publicKey: message.subarray(0, PUBLIC_KEY_BYTES), alpha: requestAt(message, true, 0) };
}

/** Sends one message to everybody. @returns what the others sent, by party, in memory that the threads share */
function* sendToAll(p: Party, runner: TaskRunner, message: Uint8Array): Protocol<(Uint8Array | null)[]> {
  const others = Array.from({ length: p.parties }, (_, j) => j !== p.id);
  const reply = yield {
    out: others.map((other) => (other ? [message] : [])),
    expect: others.map((other) => (other ? message.length : 0)),
    work: [],
  };
  return reply.in.map((bytes, j) => {
    if (j === p.id) return null;
    const copy = runner.allocate(bytes.length);
    copy.set(bytes);
    return copy;
  });
}
