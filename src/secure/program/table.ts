// What a program's clients send, as tables: a dataset of rows and a query of one row, each a set of named blocks. The form of a block
// says what its values may be; all but `any` is proven by whoever sends it, to every party.

import { UsageError } from '../../errors.js';
import type { Range } from '../graph/range.js';

/** 0 to 2^bits - 1. With bits kept, every bit of every value is a secret of its own, at no further cost for the program. */
export interface UintForm {
  readonly type: 'uint';
  readonly bits: number;
  readonly width: number;
  readonly keepBits: boolean;
}

export interface BitForm {
  readonly type: 'bit';
  readonly width: number;
}

/** Bits of which exactly one is 1. */
export interface OneHotForm {
  readonly type: 'oneHot';
  readonly width: number;
}

/** One of a small set of integers. */
export interface MemberForm {
  readonly type: 'member';
  readonly values: readonly number[];
  readonly width: number;
}

/**
 * |x| < 2^bits is declared and not proven. A sender who breaks it spoils results. It sees nothing but results, but may choose its values so
 * that a result it gets says more of others' data than it would of honest values.
 */
export interface AnyForm {
  readonly type: 'any';
  readonly bits: number;
  readonly width: number;
}

/** One block: `width` values per row. */
export type Form = UintForm | BitForm | OneHotForm | MemberForm | AnyForm;

/** Forms whose values are bits. */
export type BinaryForm = BitForm | OneHotForm;

export type Table = Readonly<Record<string, Form>>;

/** What the asking client gets: `length` integers, or fixed-point numbers with `fraction` bits after the point. */
export interface OutputForm {
  readonly length: number;
  readonly fraction: number;
}

export type Outputs = Readonly<Record<string, OutputForm>>;

export const uint = (bits: number, { width = 1, keepBits = false } = {}): UintForm => ({
  type: 'uint',
  bits,
  width,
  keepBits,
});
export const bit = (width = 1): BitForm => ({ type: 'bit', width });
export const oneHot = (width: number): OneHotForm => ({ type: 'oneHot', width });
export const member = (values: readonly number[], width = 1): MemberForm => ({ type: 'member', values, width });
export const any = (bits: number, width = 1): AnyForm => ({ type: 'any', bits, width });

export const integers = (length: number): OutputForm => ({ length, fraction: 0 });
export const fixed = (length: number, fraction: number): OutputForm => ({ length, fraction });

/** Where the values of a block lie. */
export function rangeOfForm(form: Form): Range {
  switch (form.type) {
    case 'uint':
      return { min: 0n, max: (1n << BigInt(form.bits)) - 1n, proven: true };
    case 'bit':
    case 'oneHot':
      return { min: 0n, max: 1n, proven: true };
    case 'member': {
      if (form.values.length === 0) throw new UsageError('INVALID_ARGUMENT', 'a member block needs values');
      return { min: BigInt(Math.min(...form.values)), max: BigInt(Math.max(...form.values)), proven: true };
    }
    case 'any':
      return { min: -(1n << BigInt(form.bits)) + 1n, max: (1n << BigInt(form.bits)) - 1n, proven: false };
  }
}
