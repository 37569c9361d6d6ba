// Errors in the answers of parties: {code, message} as JSON becomes the typed error of that code. The text is a party's and may lie:
// nothing is decided by it, and it is cut and cleaned before anybody's terminal sees it.

import { z } from 'zod';
import {
  type AbortCode,
  type ChannelCode,
  ChannelError,
  SecurityAbort,
  type TesseraError,
  type UsageCode,
  UsageError,
} from '../errors.js';
import type { ClientAnswer } from './transport.js';

// Typed over the unions, so that a code that is added to errors.ts and forgotten here does not compile.
const USAGE: Readonly<Record<UsageCode, true>> = {
  INVALID_ARGUMENT: true,
  LENGTH_MISMATCH: true,
  NOT_CANONICAL: true,
  OUT_OF_MEMORY: true,
  RELEASED: true,
  TUPLES_EXHAUSTED: true,
  UNCHECKED_OPENINGS: true,
  CONFIG_INVALID: true,
  DATA_INVALID: true,
  UNKNOWN_CLIENT: true,
  UNKNOWN_DATASET: true,
  UNKNOWN_PROGRAM: true,
  UNKNOWN_RESERVATION: true,
  WRONG_STATE: true,
  LIMIT_EXCEEDED: true,
};
const CHANNEL: Readonly<Record<ChannelCode, true>> = {
  CLOSED: true,
  TIMEOUT: true,
  BAD_FRAME: true,
  FRAME_TOO_LARGE: true,
  UNEXPECTED_FRAME: true,
  UNREACHABLE: true,
  REFUSED: true,
};
const ABORT: Readonly<Record<AbortCode, true>> = {
  MAC_CHECK_FAILED: true,
  COMMITMENT_BROKEN: true,
  ECHO_MISMATCH: true,
  SESSION_MISMATCH: true,
  NOT_CANONICAL_SHARE: true,
  RANGE_PROOF_REJECTED: true,
  CHALLENGE_MISMATCH: true,
  MASK_CHECK_FAILED: true,
  CONFIRMATION_MISMATCH: true,
  INPUT_MISMATCH: true,
  OUTPUT_MISMATCH: true,
  SECOND_CHALLENGE: true,
  WRONG_KEY: true,
  PEER_ABORTED: true,
};

const LONGEST_TEXT = 500;
const errorBody = z.object({ code: z.string(), message: z.string() });

/** The error in an answer with an error status; ChannelError REFUSED if it holds none that we know. */
export function errorOf(party: number, answer: ClientAnswer): TesseraError {
  const parsed = errorBody.safeParse(parseJson(answer.body));
  const fallback = new ChannelError('REFUSED', `party ${party} answered with status ${answer.status}`);
  if (!parsed.success) return fallback;
  const { code } = parsed.data;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  const message = `party ${party}: ${parsed.data.message.slice(0, LONGEST_TEXT).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')}`;
  if (isUsage(code)) return new UsageError(code, message);
  if (isChannel(code)) return new ChannelError(code, message);
  if (isAbort(code)) return new SecurityAbort(code, message);
  return fallback;
}

/** @returns undefined for what is not JSON */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/**
 * The error to report when several parties failed: what a party says it found, before the caller's own fault, before the
 * echoes of another party's abort, before trouble of the network.
 */
export function mostTelling(errors: readonly unknown[]): unknown {
  return [...errors].sort((a, b) => rank(a) - rank(b))[0];
}

function rank(error: unknown): number {
  if (error instanceof SecurityAbort) return error.code === 'PEER_ABORTED' ? 2 : 0;
  if (error instanceof UsageError) return 1;
  return error instanceof ChannelError ? 3 : -1;
}

const isUsage = (code: string): code is UsageCode => Object.hasOwn(USAGE, code);
const isChannel = (code: string): code is ChannelCode => Object.hasOwn(CHANNEL, code);
const isAbort = (code: string): code is AbortCode => Object.hasOwn(ABORT, code);
