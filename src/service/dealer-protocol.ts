// What parties and the dealer say to each other: requests are JSON, answers bare bytes. Who asks is known by its pinned certificate.
//
//     POST /v1/key                     -> key id (32) | alpha_i (8)
//     POST /v1/keys/:key/matrices      {parts}  -> {id}
//     POST /v1/keys/:key/deal/:batch   spec     -> seed (32) | corrections (last party only)
//
// A dealer that was started anew has another key. Tuples under two keys do not fit together, so every request names its key.

import { z } from 'zod';
import { toHex } from '../client/encoding.js';
import { UsageError } from '../errors.js';
import type { MatrixPart } from '../preprocessing/dealer/matrix.js';
import { parseSpec } from '../preprocessing/spec.js';
import { idBytes } from './ids.js';

export const KEY_PATH = '/v1/key';

/** @param key 64 hex digits, or the pattern of a route */
export function matricesPath(key: string): string {
  return `/v1/keys/${key}/matrices`;
}

export function dealPath(key: string, batch: string): string {
  return `/v1/keys/${key}/deal/${batch}`;
}

/** Dealing a large batch takes seconds. */
export const DEAL_TIMEOUT_MS = 10 * 60_000;

const count = z.int().min(0);
const partForm = z.strictObject({ batch: z.string(), spec: z.unknown(), offset: count, rows: count, columns: count });
const matrixForm = z.strictObject({ parts: z.array(partForm).min(1).max(1_000_000) });

export function encodeMatrix(parts: readonly MatrixPart[]): Uint8Array {
  const plain = parts.map(({ batchId, spec, offset, rows, columns }) => ({
    batch: toHex(batchId),
    spec,
    offset,
    rows,
    columns,
  }));
  return new TextEncoder().encode(JSON.stringify({ parts: plain }));
}

/** @throws UsageError INVALID_ARGUMENT */
export function decodeMatrix(body: Uint8Array, parties: number): MatrixPart[] {
  const parsed = matrixForm.safeParse(parseJsonBody(body));
  if (!parsed.success) throw new UsageError('INVALID_ARGUMENT', 'expected a matrix as a list of parts');
  return parsed.data.parts.map(({ batch, spec, offset, rows, columns }) => ({
    batchId: idBytes(batch),
    spec: parseSpec(spec, parties),
    offset,
    rows,
    columns,
  }));
}

/** @throws UsageError INVALID_ARGUMENT */
export function parseJsonBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new UsageError('INVALID_ARGUMENT', 'expected a body of JSON');
  }
}
