// What prover and verifier derive alike: the seeds of the random combinations, and the coefficients of each constraint. A chunk of
// a few thousand elements has its own stream, so neither side ever holds all coefficients.

import { hash } from '../../crypto/hash.js';
import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { DIGEST_BYTES } from '../../params.js';
import { combinations, type ProofMode } from './layout.js';
import type { Constraint, Statement } from './statement.js';

/** Elements that are worked on at a time: all vectors of a chunk stay in the processor's second cache. */
export const CHUNK = 4096;
const CHUNKS_PER_CONSTRAINT = 2 ** 32;

/** Everything a proof is bound to; prover and verifier must hold it alike. */
export interface ProofContext {
  /** 32 bytes, the reservation whose masks are used. */
  readonly reservation: Uint8Array;
  /** The client's raw public key. */
  readonly client: Uint8Array;
  readonly verifier: number;
  readonly parties: number;
  readonly statement: Statement;
  readonly rows: number;
  /** H(e), see digests.ts. */
  readonly inputDigest: Uint8Array;
  /** The verifier's 32 random bytes, sent after it has e; null for Fiat-Shamir. */
  readonly challenge: Uint8Array | null;
}

export function modeOf(context: ProofContext): ProofMode {
  return context.challenge === null ? 'fiatShamir' : 'interactive';
}

/** One seed per combination. @throws UsageError INVALID_ARGUMENT unless all digests have 32 bytes */
export function combinationSeeds(kernel: Kernel, context: ProofContext): Uint8Array[] {
  const { reservation, client, inputDigest, challenge } = context;
  for (const bytes of [reservation, inputDigest, challenge ?? inputDigest]) {
    if (bytes.length !== DIGEST_BYTES)
      throw new UsageError('INVALID_ARGUMENT', `expected ${DIGEST_BYTES} bytes, got ${bytes.length}`);
  }
  const numbers = (...values: number[]) => new Uint8Array(new Float64Array(values).buffer);
  const subject = [
    reservation,
    client,
    numbers(context.verifier, context.parties, context.rows),
    statementBytes(context.statement),
    inputDigest,
    challenge ?? new Uint8Array(0),
  ];
  const mode = modeOf(context);
  return Array.from({ length: combinations(mode) }, (_, k) =>
    hash(kernel, `tessera/range-proof/${mode}`, ...subject, numbers(k)),
  );
}

/** The statement as text in one fixed form. */
function statementBytes({ blocks, constraints }: Statement): Uint8Array {
  const form = [blocks.map(({ name, width }) => [name, width]), constraints.map(constraintForm)];
  return new TextEncoder().encode(JSON.stringify(form));
}

function constraintForm(c: Constraint): unknown[] {
  if (c.kind === 'member') return [c.kind, c.block, c.values];
  if (c.kind === 'digits') return [c.kind, c.block, c.digits, c.base, c.count];
  if (c.kind === 'normBound') return [c.kind, c.block, c.slack, c.base, c.count, c.bound];
  return [c.kind, c.block, c.equals];
}

/** Part of one constraint: elements (or rows) from..to-1, and the stream of their coefficients. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly stream: number;
}

/**
 * Cuts n items of `size` elements into chunks of about CHUNK elements.
 * @param constraint the constraint's index in its statement
 */
export function* chunksOf(constraint: number, n: number, size: number): Generator<Chunk> {
  const step = Math.max(1, Math.floor(CHUNK / size));
  for (let from = 0, k = 0; from < n; from += step, k++) {
    yield { from, to: Math.min(n, from + step), stream: constraint * CHUNKS_PER_CONSTRAINT + k };
  }
}
