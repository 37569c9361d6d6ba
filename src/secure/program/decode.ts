// From field elements back to a program's outputs by name: signed integers, divided by 2^fraction where the output is a fixed-point
// number. Only the declared lengths and fractions are needed for it.

import { UsageError } from '../../errors.js';
import type { OutputForm, Outputs } from './table.js';

/** A program's outputs. */
export interface Decoded<O extends Outputs> {
  /** As numbers. Whole numbers beyond 2^53 are rounded here: take them from `exact`. */
  readonly outputs: { readonly [N in keyof O]: number[] };
  /** As integers, fixed-point numbers times 2^fraction. */
  readonly exact: { readonly [N in keyof O]: bigint[] };
}

/** Values of all outputs together. */
export function outputCount(outputs: Outputs): number {
  return Object.values(outputs).reduce((sum, { length }) => sum + length, 0);
}

/**
 * @param values signed integers, all outputs in the order of their declaration
 * @throws UsageError LENGTH_MISMATCH
 */
export function decodeOutputs<O extends Outputs>(forms: O, values: readonly bigint[]): Decoded<O> {
  const expected = outputCount(forms);
  if (values.length !== expected) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${expected} output values, got ${values.length}`);
  }
  const exact: Record<string, bigint[]> = {};
  const outputs: Record<string, number[]> = {};
  let from = 0;
  for (const [name, form] of Object.entries<OutputForm>(forms)) {
    const own = values.slice(from, from + form.length);
    exact[name] = own;
    outputs[name] = own.map((value) => Number(value) / 2 ** form.fraction);
    from += form.length;
  }
  // The names are those of the forms.
  return { outputs, exact } as Decoded<O>;
}
