// Matrices of input masks as the dealer knows them: a descriptor says which masks of which batches make up the rows, and
// its hash is the matrix's id, so that parties and dealer name the same thing without talking about it.

import { z } from 'zod';
import { hash } from '../../crypto/hash.js';
import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { DIGEST_BYTES } from '../../params.js';
import type { BatchSpec } from '../kinds.js';
import { hashSpec, inputMasksOf, MAX_MATRIX_ELEMENTS, parseSpec } from '../spec.js';

/** Input masks of one batch as rows of a matrix: rows x columns masks, row-major, from `offset` on. */
export interface MatrixPart {
  readonly batchId: Uint8Array;
  readonly spec: BatchSpec;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/** The rows of all parts below each other. */
export interface MatrixDescriptor {
  readonly keyId: Uint8Array;
  readonly parts: readonly MatrixPart[];
}

const MAX_PARTS = 2 ** 20;
const name = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= 64, 'expected 1 to 64 bytes');
const natural = z.int().min(0);
const descriptorSchema = z.strictObject({
  keyId: name,
  parts: z
    .array(z.strictObject({ batchId: name, spec: z.unknown(), offset: natural, rows: natural, columns: natural }))
    .max(MAX_PARTS),
});

/**
 * A descriptor from outside.
 * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function parseDescriptor(value: unknown, parties: number): MatrixDescriptor {
  const parsed = descriptorSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new UsageError('INVALID_ARGUMENT', `not a matrix descriptor: ${where} ${issue?.message ?? ''}`);
  }
  const { keyId, parts } = parsed.data;
  const descriptor = { keyId, parts: parts.map((part) => ({ ...part, spec: parseSpec(part.spec, parties) })) };
  requireDescriptor(descriptor);
  return descriptor;
}

/** @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED */
export function requireDescriptor({ parts }: MatrixDescriptor): void {
  const [first] = parts;
  if (first === undefined) throw new UsageError('INVALID_ARGUMENT', 'a matrix needs at least one part');
  let elements = 0;
  for (const { spec, offset, rows, columns } of parts) {
    if (![offset, rows, columns].every((n) => Number.isSafeInteger(n) && n >= 0) || rows === 0 || columns === 0) {
      throw new UsageError('INVALID_ARGUMENT', `no part has ${rows} x ${columns} masks from ${offset} on`);
    }
    if (columns !== first.columns) {
      throw new UsageError('INVALID_ARGUMENT', `expected parts of ${first.columns} columns, got ${columns}`);
    }
    if (offset + rows * columns > inputMasksOf(spec)) {
      throw new UsageError('INVALID_ARGUMENT', `a part ends behind the last of ${inputMasksOf(spec)} input masks`);
    }
    elements += rows * columns;
  }
  if (elements > MAX_MATRIX_ELEMENTS) {
    throw new UsageError('LIMIT_EXCEEDED', `a matrix has ${MAX_MATRIX_ELEMENTS} elements at most, not ${elements}`);
  }
}

/** Rows and columns of the whole. */
export function shapeOf({ parts }: MatrixDescriptor): { readonly rows: number; readonly columns: number } {
  return { rows: parts.reduce((sum, part) => sum + part.rows, 0), columns: parts[0]?.columns ?? 0 };
}

/** 64 hex digits: the same at everybody who describes the same matrix. */
export function matrixId(kernel: Kernel, { keyId, parts }: MatrixDescriptor): string {
  const fields = parts.flatMap(({ batchId, spec, offset, rows, columns }) => {
    const numbers = new Uint8Array(8 * 3);
    const view = new DataView(numbers.buffer);
    [offset, rows, columns].forEach((n, i) => {
      view.setBigUint64(8 * i, BigInt(n), true);
    });
    return [batchId, hashSpec(kernel, spec), numbers];
  });
  const id = hash(kernel, 'tessera/matrix', keyId, ...fields);
  return Array.from(id.subarray(0, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
