// Ids: 32 bytes, written as 64 hex digits.

import { fromHex } from '../client/encoding.js';
import { UsageError } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';

/** @throws UsageError INVALID_ARGUMENT */
export function idBytes(id: string): Uint8Array {
  const bytes = fromHex(id);
  if (bytes?.length !== DIGEST_BYTES) {
    throw new UsageError('INVALID_ARGUMENT', 'expected an id of 64 lower-case hex digits');
  }
  return bytes;
}
