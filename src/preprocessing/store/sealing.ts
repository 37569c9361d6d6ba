// Authenticated storage. From the store's key every file gets a key of its own, by HKDF under 32 random bytes that stand at its
// beginning, so no two files ever share a key, and within a file a number is encrypted under only once. What a piece *is* (whose,
// which batch, which items) is associated data: a piece in a wrong place fails just like a changed one.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { UsageError } from '../../errors.js';

export const STORE_KEY_BYTES = 32;
export const SALT_BYTES = 32;
/** Bytes by which a sealed piece is longer. */
export const TAG_BYTES = 16;
export const MAC_BYTES = 32;

const CIPHER = 'aes-256-gcm';

/** 32 random bytes; public. */
export function newSalt(): Uint8Array {
  return randomBytes(SALT_BYTES);
}

/** The key of the store. Wiped by `destroy`. */
export class StoreKey {
  readonly #bytes: Uint8Array;

  /** @param bytes 32 secret bytes, copied @throws UsageError INVALID_ARGUMENT */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== STORE_KEY_BYTES) {
      throw new UsageError('INVALID_ARGUMENT', `expected a store key of ${STORE_KEY_BYTES} bytes, got ${bytes.length}`);
    }
    this.#bytes = bytes.slice();
  }

  /** The key of one file. */
  derive(purpose: 'segment' | 'ledger', salt: Uint8Array): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#bytes, salt, `tessera/store/${purpose}`, 32));
  }

  destroy(): void {
    this.#bytes.fill(0);
  }
}

function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(0, BigInt(number), true);
  return nonce;
}

/**
 * @param number of the piece within its file: never twice under one key
 * @returns ciphertext and tag, TAG_BYTES longer than the plaintext
 */
export function seal(key: Uint8Array, number: number, about: Uint8Array, plain: Uint8Array): Uint8Array[] {
  const cipher = createCipheriv(CIPHER, key, nonceOf(number));
  cipher.setAAD(about);
  const sealed = cipher.update(plain);
  cipher.final();
  return [sealed, cipher.getAuthTag()];
}

/** @returns the plaintext, or null when anything was changed */
export function unseal(key: Uint8Array, number: number, about: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  const split = sealed.length - TAG_BYTES;
  if (split < 0) return null;
  const decipher = createDecipheriv(CIPHER, key, nonceOf(number), { authTagLength: TAG_BYTES });
  decipher.setAAD(about);
  decipher.setAuthTag(sealed.subarray(split));
  const plain = decipher.update(sealed.subarray(0, split));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

export function macOf(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(bytes).digest();
}

export function isMacOf(key: Uint8Array, bytes: Uint8Array, mac: Uint8Array): boolean {
  return mac.length === MAC_BYTES && timingSafeEqual(macOf(key, bytes), mac);
}
