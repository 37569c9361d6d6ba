// No error may show a share, a mask or a key, in whatever notation. Small numbers are no evidence, so only long ones are looked for.

import * as assert from 'uvu/assert';

/** Numbers below this turn up by chance. */
const SMALLEST = 1n << 32n;

/** Every long number in a text, decimal or hexadecimal. */
const LONG_NUMBER = /[0-9a-f]{8,}/gi;

/** @throws when an error's name, message, fields or cause contains one of the numbers */
export function requireNoSecrets(errors: readonly unknown[], secrets: () => readonly bigint[], what: string): void {
  const found = errors.filter((error) => error !== null).flatMap((error) => textOf(error).match(LONG_NUMBER) ?? []);
  if (found.length === 0) return;
  const forms = new Set(
    secrets()
      .filter((secret) => secret >= SMALLEST)
      .flatMap(formsOf),
  );
  for (const number of found) {
    for (const form of forms) assert.not.ok(number.toLowerCase().includes(form), `${what}: an error shows a secret`);
  }
}

/** Decimal, and hexadecimal with either end first, as a word of 8 bytes looks in a dump. */
export function formsOf(secret: bigint): string[] {
  const hex = secret.toString(16);
  const bytes = hex.padStart(16, '0').match(/../g) ?? [];
  return [secret.toString(), hex, [...bytes].reverse().join('')];
}

/** Everything of an error that could be printed; not the stack's paths, which hold no data. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const cause = error.cause === undefined ? '' : textOf(error.cause);
  return `${error.name} ${error.message} ${JSON.stringify(Object.entries(error))} ${cause}`;
}

/** The words of 8 bytes that messages are made of. */
export function wordsOf(messages: readonly Uint8Array[]): bigint[] {
  return messages.flatMap((message) => {
    const view = new DataView(message.buffer, message.byteOffset, message.length);
    return Array.from({ length: message.length >> 3 }, (_, k) => view.getBigUint64(8 * k, true));
  });
}
