// A client's identity: an ECDSA key on P-256 (WebCrypto). Its public key is registered with each party; reservations belong to it.

import { UsageError } from '../errors.js';
import { fromBase64Url } from './encoding.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Bytes of a raw public key: 4, then both coordinates. */
export const PUBLIC_KEY_BYTES = 65;
/** Bytes of a signature: r and s (IEEE P1363). */
export const SIGNATURE_BYTES = 64;

export class ClientKey {
  private constructor(
    private readonly privateKey: CryptoKey,
    /** Raw, uncompressed, 65 bytes. */
    readonly publicKey: Uint8Array,
  ) {}

  static async generate(): Promise<ClientKey> {
    const pair = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    return new ClientKey(pair.privateKey, new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  }

  /** @param jwk as from toJwk  @throws UsageError INVALID_ARGUMENT, without a word of the key */
  static async fromJwk(jwk: JsonWebKey): Promise<ClientKey> {
    try {
      const { x = '', y = '', d = '' } = jwk;
      const publicKey = new Uint8Array(PUBLIC_KEY_BYTES);
      publicKey[0] = 4;
      publicKey.set(fromBase64Url(x) ?? [], 1);
      publicKey.set(fromBase64Url(y) ?? [], 33);
      const form = { kty: 'EC', crv: ALGORITHM.namedCurve, x, y, d };
      const key = new ClientKey(await crypto.subtle.importKey('jwk', form, ALGORITHM, true, ['sign']), publicKey);
      const probe = new Uint8Array(1);
      if (await verifyBytes(publicKey, await key.sign(probe), probe)) return key;
    } catch {
      // The text of the cause could quote the key.
    }
    throw new UsageError('INVALID_ARGUMENT', 'expected a private P-256 key as JSON Web Key');
  }

  /** @hazard secret: whoever holds it is this client */
  toJwk(): Promise<JsonWebKey> {
    return crypto.subtle.exportKey('jwk', this.privateKey);
  }

  /** @returns 64 bytes */
  async sign(text: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign(SIGNATURE, this.privateKey, unshared(text)));
  }
}

/** Whether the signature of `text` is by this raw public key; false for what is no key. */
export async function verifyBytes(publicKey: Uint8Array, signature: Uint8Array, text: Uint8Array): Promise<boolean> {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = await crypto.subtle.importKey('raw', unshared(publicKey), ALGORITHM, false, ['verify']);
    return await crypto.subtle.verify(SIGNATURE, key, unshared(signature), unshared(text));
  } catch {
    return false;
  }
}

/** The same bytes, copied if they lie in memory that threads share, which WebCrypto refuses. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}
