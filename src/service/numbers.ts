// Small numbers in messages between parties: 8 bytes, so that bodies stay multiples of 8.

import { ELEMENT_BYTES } from '../params.js';

export function numberBytes(value: number): Uint8Array {
  return new Uint8Array(new Float64Array([value]).buffer);
}

/** @returns whatever number was sent, if it is one at all */
export function readNumber(message: Uint8Array): number {
  return new DataView(message.buffer, message.byteOffset, ELEMENT_BYTES).getFloat64(0, true);
}
