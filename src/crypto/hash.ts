// SHA-256 with domain separation. Domain and parts are each preceded by their length as a little-endian u64, so
// different lists never give the same input.
import type { Kernel } from '../kernel/index.js';

function lengthPrefix(bytes: number): Uint8Array {
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(bytes), true);
  return prefix;
}

/** 32 bytes: SHA-256 over the length-prefixed domain (UTF-8) and parts. */
export function hash(kernel: Kernel, domain: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const all = [new TextEncoder().encode(domain), ...parts];
  return kernel.sha256(all.flatMap((part) => [lengthPrefix(part.length), part]));
}

/** 32 bytes: SHA-256 of the bytes, by WebCrypto: for megabytes, hashed beside whatever this thread does meanwhile. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  // WebCrypto refuses memory that threads share.
  const own = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', own));
}
