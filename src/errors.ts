// The three ways a computation can refuse to go on. A caller branches on the class (whose fault, may it be
// retried?) and on the stable `code`; the message says what was expected and what was found, and never holds a
// share, a seed, a mask or any other secret.

/** Codes of errors that are the caller's fault. Nothing was sent and nothing was consumed. */
export const USAGE_CODES = [
  'INVALID_ARGUMENT',
  'LENGTH_MISMATCH',
  'NOT_CANONICAL',
  'OUT_OF_MEMORY',
  'RELEASED',
  'TUPLES_EXHAUSTED',
  'UNCHECKED_OPENINGS',
  'CONFIG_INVALID',
  'DATA_INVALID',
  'UNKNOWN_CLIENT',
  'UNKNOWN_DATASET',
  'UNKNOWN_PROGRAM',
  'UNKNOWN_RESERVATION',
  'WRONG_STATE',
  'LIMIT_EXCEEDED',
  'WIDTH_OVERFLOW',
] as const;
export type UsageCode = (typeof USAGE_CODES)[number];

/** Codes of failures of the network or of a peer that stopped answering. A job may be retried with fresh tuples. */
export const CHANNEL_CODES = [
  'CLOSED',
  'TIMEOUT',
  'BAD_FRAME',
  'FRAME_TOO_LARGE',
  'UNEXPECTED_FRAME',
  'UNREACHABLE',
  'REFUSED',
] as const;
export type ChannelCode = (typeof CHANNEL_CODES)[number];

/** Codes that mean somebody deviated from the protocol. Never retried; the session's material is burnt. */
export const ABORT_CODES = [
  'MAC_CHECK_FAILED',
  'COMMITMENT_BROKEN',
  'ECHO_MISMATCH',
  'SESSION_MISMATCH',
  'NOT_CANONICAL_SHARE',
  'RANGE_PROOF_REJECTED',
  'CIPHERTEXT_REJECTED',
  'PLAINTEXT_PROOF_REJECTED',
  'NOT_A_SQUARE',
  'CHALLENGE_MISMATCH',
  'MASK_CHECK_FAILED',
  'CONFIRMATION_MISMATCH',
  'INPUT_MISMATCH',
  'OUTPUT_MISMATCH',
  'SECOND_CHALLENGE',
  'WRONG_KEY',
  'STORE_DAMAGED',
  'PEER_ABORTED',
] as const;
export type AbortCode = (typeof ABORT_CODES)[number];

export abstract class TesseraError extends Error {
  abstract readonly code: string;
}

/** The caller's fault, found before any effect. */
export class UsageError extends TesseraError {
  override readonly name = 'UsageError';
  constructor(
    readonly code: UsageCode,
    message: string,
  ) {
    super(message);
  }
}

/** The network failed or a peer went away; nobody is accused. */
export class ChannelError extends TesseraError {
  override readonly name = 'ChannelError';
  constructor(
    readonly code: ChannelCode,
    message: string,
  ) {
    super(message);
  }
}

/** Somebody deviated. `party` names the culprit where the protocol identifies one (most aborts cannot). */
export class SecurityAbort extends TesseraError {
  override readonly name = 'SecurityAbort';
  constructor(
    readonly code: AbortCode,
    message: string,
    readonly party?: number,
  ) {
    super(message);
  }
}

/** Any error of this engine. */
export type CodedError = UsageError | ChannelError | SecurityAbort;
export type TesseraCode = CodedError['code'];

const among =
  <C extends string>(codes: readonly C[]) =>
  (code: string): code is C =>
    (codes as readonly string[]).includes(code);
export const isUsageCode = among(USAGE_CODES);
export const isChannelCode = among(CHANNEL_CODES);
export const isAbortCode = among(ABORT_CODES);

/** The error with a code that arrived from outside, of the class the code belongs to; undefined for an unknown code. */
export function errorWithCode(code: string, message: string): CodedError | undefined {
  if (isUsageCode(code)) return new UsageError(code, message);
  if (isChannelCode(code)) return new ChannelError(code, message);
  if (isAbortCode(code)) return new SecurityAbort(code, message);
  return undefined;
}
