// Specifications of batches as they cross a boundary: checked when they come from outside, and written as canonical
// bytes whose hash names what was asked for. Equal specifications have equal bytes and different ones different bytes.

import { z } from 'zod';
import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import type { Kernel } from '../kernel/index.js';
import { FULL_FIELD, MAX_COMPARISON_BITS } from '../params.js';
import {
  type BatchSpec,
  type Demand,
  type DemandOf,
  itemsOf,
  lineKey,
  MAX_DIGIT_BITS,
  MAX_SHIFT,
  matvecLengths,
} from './kinds.js';
import { elementsPerItem } from './layout.js';

/** Limits on what one batch may ask for. */
export const MAX_LINES = 4096;
export const MAX_ITEMS = 2 ** 27;
export const MAX_FAN_OUT = 64;
/** Elements of a matrix a matvec tuple may be made for: 2 GiB. */
export const MAX_MATRIX_ELEMENTS = 2 ** 28;
/** Elements that one party may hold of one batch: 1 GiB. */
export const MAX_BATCH_ELEMENTS = 2 ** 27;

const items = z.int().min(0).max(MAX_ITEMS);
const dimension = z.int().min(1).max(MAX_ITEMS);
const counted = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), n: items });

const demandSchema = z.discriminatedUnion('kind', [
  counted('random'),
  counted('inputMask'),
  counted('triple'),
  counted('square'),
  counted('bit'),
  counted('zeroTest'),
  z.strictObject({ kind: z.literal('factorTriple'), fanOut: z.int().min(1).max(MAX_FAN_OUT), n: items }),
  z.strictObject({
    kind: z.literal('comparisonMask'),
    k: z.union([z.int().min(2).max(MAX_COMPARISON_BITS), z.literal(FULL_FIELD)]),
    w: z.int().min(1).max(MAX_DIGIT_BITS),
    n: items,
  }),
  z.strictObject({ kind: z.literal('truncation'), shift: z.int().min(1).max(MAX_SHIFT), n: items }),
  z.strictObject({
    kind: z.literal('matvec'),
    matrix: z.string().regex(/^[\w.:-]{1,128}$/),
    rows: dimension,
    columns: dimension,
    orientation: z.enum(['rows', 'columns']),
    operand: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('random') }),
      z.strictObject({ from: z.literal('inputMasks'), offset: items }),
    ]),
  }),
]);

const specSchema = z.array(demandSchema).max(MAX_LINES);

/**
 * A specification from outside.
 * @param parties how many parties will hold the batch
 * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function parseSpec(value: unknown, parties: number): BatchSpec {
  const parsed = specSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new UsageError('INVALID_ARGUMENT', `not a batch specification: ${where} ${issue?.message ?? ''}`);
  }
  requireSpec(parsed.data, parties);
  return parsed.data;
}

/**
 * What the types do not say: one line per kind and parameters, operands inside the batch's input masks, sane sizes.
 * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function requireSpec(spec: BatchSpec, parties: number): void {
  if (!Number.isInteger(parties) || parties < 2) {
    throw new UsageError('INVALID_ARGUMENT', `expected two parties or more, got ${parties}`);
  }
  const keys = new Set<string>();
  for (const demand of spec) {
    const key = lineKey(demand);
    if (demand.kind !== 'matvec' && keys.has(key)) {
      throw new UsageError('INVALID_ARGUMENT', `a specification has one line of ${key} at most`);
    }
    keys.add(key);
    if (demand.kind === 'matvec') requireMatvec(demand, spec);
  }
  const elements = elementsOf(spec, parties);
  if (elements > MAX_BATCH_ELEMENTS) {
    throw new UsageError(
      'LIMIT_EXCEEDED',
      `a batch holds ${MAX_BATCH_ELEMENTS} elements at most, asked for ${elements}`,
    );
  }
}

/** Elements that one party holds of a batch. */
export function elementsOf(spec: BatchSpec, parties: number): number {
  return spec.reduce((sum, demand) => sum + itemsOf(demand) * elementsPerItem(demand, parties), 0);
}

function requireMatvec(demand: DemandOf<'matvec'>, spec: BatchSpec): void {
  const { rows, columns, operand } = demand;
  if (rows * columns > MAX_MATRIX_ELEMENTS) {
    throw new UsageError(
      'LIMIT_EXCEEDED',
      `a matrix has ${MAX_MATRIX_ELEMENTS} elements at most, not ${rows}x${columns}`,
    );
  }
  if (operand.from === 'random') return;
  const last = operand.offset + matvecLengths(demand).operand;
  const masks = inputMasksOf(spec);
  if (last > masks) {
    throw new UsageError('INVALID_ARGUMENT', `an operand ends at input mask ${last}, the batch has ${masks}`);
  }
}

/** How many input masks a batch has. */
export function inputMasksOf(spec: BatchSpec): number {
  const line = spec.find((demand) => demand.kind === 'inputMask');
  return line === undefined ? 0 : itemsOf(line);
}

/** Canonical bytes: JSON of arrays of kind and parameters in a fixed order. */
export function encodeSpec(spec: BatchSpec): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(spec.map(fieldsOf)));
}

function fieldsOf(demand: Demand): readonly (string | number)[] {
  switch (demand.kind) {
    case 'factorTriple':
      return [demand.kind, demand.fanOut, demand.n];
    case 'comparisonMask':
      return [demand.kind, demand.k, demand.w, demand.n];
    case 'truncation':
      return [demand.kind, demand.shift, demand.n];
    case 'matvec': {
      const { kind, matrix, rows, columns, orientation, operand } = demand;
      const from = operand.from === 'random' ? [operand.from] : [operand.from, operand.offset];
      return [kind, matrix, rows, columns, orientation, ...from];
    }
    default:
      return [demand.kind, demand.n];
  }
}

/** 32 bytes that name a specification. */
export function hashSpec(kernel: Kernel, spec: BatchSpec): Uint8Array {
  return hash(kernel, 'tessera/batch-spec', encodeSpec(spec));
}
