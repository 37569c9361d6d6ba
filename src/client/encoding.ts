// Bytes as text: hexadecimal for ids, base64url (RFC 4648, no padding) for keys and signatures. Decoding is strict, so that one
// value has one text.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** @returns undefined unless the text is an even number of lower-case hexadecimal digits */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let k = 0; k < bytes.length; k++) bytes[k] = 16 * digitAt(text, 2 * k) + digitAt(text, 2 * k + 1);
  return bytes;
}

/** The value of a digit that is known to be one. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 3) {
    const group = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    const letters = Math.min(4, bytes.length - from + 1);
    for (let k = 0; k < letters; k++) text += ALPHABET[(group >> (18 - 6 * k)) & 63];
  }
  return text;
}

/** @returns undefined for text that toBase64Url would not have written */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let from = 0, at = 0; from < text.length; from += 4) {
    let group = 0;
    for (let k = 0; k < 4; k++) {
      const letter = text[from + k];
      const value = letter === undefined ? 0 : ALPHABET.indexOf(letter);
      if (value < 0) return undefined;
      group = (group << 6) | value;
    }
    for (let k = 0; k < 3 && at < bytes.length; k++) bytes[at++] = (group >> (16 - 8 * k)) & 255;
  }
  return toBase64Url(bytes) === text ? bytes : undefined;
}
