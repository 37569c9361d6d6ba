// Values of options as commander hands them over, text, made into what they stand for. A complaint names what was
// expected; commander adds the option and what was found.

import { InvalidArgumentError } from 'commander';

/** A whole number in [least, most]. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `in ${least}..${most}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };
}

/** A decimal in (0, 1] with at most six places. */
export function fraction(text: string): number {
  const value = /^[01]?\.\d{1,6}$|^1$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a decimal in (0, 1] with at most 6 places.');
}

/** `a,b,c`: at least one entry, none empty. */
export function list(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => entry !== '')) return entries;
  throw new InvalidArgumentError('Expected entries separated by commas.');
}

/** A name of a dataset: letters, digits, dash, dot and underscore. */
export function datasetName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a name of letters, digits, ".", "_" and "-".');
}

/** `key=value`, again and again: collects a record. A value is read as JSON where it is some, else as text. */
export function parameter(text: string, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const match = /^([A-Za-z][A-Za-z0-9_]{0,63})=(.*)$/s.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected key=value.');
  const [, key = '', value = ''] = match;
  return { ...before, [key]: jsonOrText(value) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
