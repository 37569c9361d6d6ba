// The keys of one set-up at one party. They go to the threads as seeds and encoded public keys, and each thread makes
// the tables and transformed keys from them when it first needs them.
//
// Plaintexts: proofs are about twice a ciphertext, so operands encrypt 2m (she/multiply.ts). A party that wants x
// multiplied therefore encrypts x/2: alpha_i/2, and b = 2m for a drawn polynomial m.

import { seededRandom } from '../../crypto/index.js';
import type { Kernel, Span } from '../../kernel/index.js';
import {
  Ciphertext,
  generatePublicKey,
  generateSecretKey,
  Operand,
  operandInto,
  type PublicKey,
  readCiphertextInto,
  readPublicKey,
  Scheme,
  type SecretKey,
} from '../../she/index.js';

/** What a party knows of another one. Public; in memory that the threads share. */
export interface PeerKeys {
  readonly publicKey: Uint8Array;
  /** Enc_j(alpha_j / 2), a constant polynomial if party j is honest. */
  readonly alpha: Uint8Array;
}

/** Everything tasks need to know of a set-up. Secret. */
export interface KeyRing {
  /** Names set-up and party. */
  readonly id: string;
  readonly party: number;
  /** 32 bytes, from which the secret key and the errors of the public one are drawn. */
  readonly secretSeed: Uint8Array;
  /** 32 public bytes, of which the a-part of the public key is the hash. */
  readonly publicSeed: Uint8Array;
  /** alpha_i, 8 bytes. */
  readonly macKey: Uint8Array;
  /** By party; null in the own slot, and everywhere before the keys were exchanged. */
  readonly peers: readonly (PeerKeys | null)[];
}

/** A peer's keys, ready to be used. */
export interface PeerForms {
  readonly party: number;
  readonly key: PublicKey;
  readonly alpha: Operand;
}

/** A key ring unpacked in one thread, in an arena of its own. */
export class KeyRoom {
  readonly scheme: Scheme;
  readonly secret: SecretKey;
  readonly own: PublicKey;
  /** alpha_i, one word. */
  readonly macKey: Span;
  /** In ascending order of party. */
  readonly peers: readonly PeerForms[];

  /** @throws UsageError NOT_CANONICAL, LENGTH_MISMATCH when a peer's key or ciphertext is malformed */
  constructor(kernel: Kernel, ring: KeyRing) {
    const arena = kernel.newArena();
    try {
      this.scheme = new Scheme(arena);
      const random = seededRandom(kernel, ring.secretSeed);
      this.secret = generateSecretKey(this.scheme, random);
      this.own = generatePublicKey(this.scheme, this.secret, ring.publicSeed, 0, random);
      this.macKey = arena.alloc(1);
      kernel.load(ring.macKey, this.macKey);
      this.peers = ring.peers.flatMap((peer, party) => (peer === null ? [] : [this.#unpack(peer, party)]));
    } catch (error) {
      arena.release();
      throw error;
    }
  }

  /** Wipes the keys. */
  release(): void {
    this.scheme.arena.release();
  }

  #unpack(peer: PeerKeys, party: number): PeerForms {
    const key = readPublicKey(this.scheme, peer.publicKey);
    const alpha = Operand.alloc(this.scheme, key);
    this.scheme.arena.scope(() => {
      const ciphertext = Ciphertext.alloc(this.scheme);
      readCiphertextInto(this.scheme, peer.alpha, ciphertext);
      operandInto(this.scheme, ciphertext, alpha);
    });
    return { party, key, alpha };
  }
}

/** Key rings that a thread has unpacked, by id, the one used last at the end. */
export type KeyRooms = Map<string, KeyRoom>;

/** Rings a thread keeps at a time, about 15 MB each. */
const MAX_ROOMS = 8;

/** The thread's room of a ring, made on first use; the one unused for longest makes place. */
export function keyRoom(kernel: Kernel, rooms: KeyRooms, ring: KeyRing): KeyRoom {
  const room = rooms.get(ring.id) ?? new KeyRoom(kernel, ring);
  rooms.delete(ring.id);
  rooms.set(ring.id, room);
  for (const id of rooms.keys()) if (rooms.size > MAX_ROOMS) forgetRing(rooms, id);
  return room;
}

/** Wipes a ring's keys from a thread's memory. */
export function forgetRing(rooms: KeyRooms, id: string): void {
  rooms.get(id)?.release();
  rooms.delete(id);
}
