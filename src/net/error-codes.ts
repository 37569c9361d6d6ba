// The stable codes as values: what arrives from outside is looked up here before it becomes an error of ours. The
// tables are typed over the unions of errors.ts, so a code that is added there and forgotten here does not compile.

import {
  type AbortCode,
  type ChannelCode,
  ChannelError,
  SecurityAbort,
  type UsageCode,
  UsageError,
} from '../errors.js';

/** HTTP status with which a service answers each of the caller's faults. */
export const USAGE_STATUS: Readonly<Record<UsageCode, number>> = {
  INVALID_ARGUMENT: 400,
  LENGTH_MISMATCH: 400,
  NOT_CANONICAL: 400,
  OUT_OF_MEMORY: 413,
  RELEASED: 409,
  TUPLES_EXHAUSTED: 429,
  UNCHECKED_OPENINGS: 409,
  CONFIG_INVALID: 400,
  DATA_INVALID: 400,
  UNKNOWN_CLIENT: 403,
  UNKNOWN_DATASET: 404,
  UNKNOWN_PROGRAM: 404,
  UNKNOWN_RESERVATION: 404,
  WRONG_STATE: 409,
  LIMIT_EXCEEDED: 429,
};

const CHANNEL_CODES: Readonly<Record<ChannelCode, true>> = {
  CLOSED: true,
  TIMEOUT: true,
  BAD_FRAME: true,
  FRAME_TOO_LARGE: true,
  UNEXPECTED_FRAME: true,
  UNREACHABLE: true,
  REFUSED: true,
};

const ABORT_CODES: Readonly<Record<AbortCode, true>> = {
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

/** Any error of this engine, and its stable code: all that an abort tells the peers. */
export type CodedError = UsageError | ChannelError | SecurityAbort;
export type TesseraCode = CodedError['code'];

const isUsageCode = (code: string): code is UsageCode => Object.hasOwn(USAGE_STATUS, code);
const isChannelCode = (code: string): code is ChannelCode => Object.hasOwn(CHANNEL_CODES, code);
const isAbortCode = (code: string): code is AbortCode => Object.hasOwn(ABORT_CODES, code);

export function isTesseraCode(code: string): code is TesseraCode {
  return isUsageCode(code) || isChannelCode(code) || isAbortCode(code);
}

/** The code to tell the peers when something was thrown: its own if it is an error of the engine, else CLOSED. */
export function codeToTell(error: unknown): TesseraCode {
  const ours = error instanceof UsageError || error instanceof ChannelError || error instanceof SecurityAbort;
  return ours ? error.code : 'CLOSED';
}

/** The error with this code, of the class the code belongs to; undefined for a code that nobody knows. */
export function errorWithCode(code: string, message: string): CodedError | undefined {
  if (isUsageCode(code)) return new UsageError(code, message);
  if (isChannelCode(code)) return new ChannelError(code, message);
  if (isAbortCode(code)) return new SecurityAbort(code, message);
  return undefined;
}

/** What a session that `party` has aborted fails with here. An accusation stays one (PEER_ABORTED, whatever the peer
 *  says it found, and without a culprit: the accuser may be lying); a peer's network trouble or refusal only closes the
 *  session, which may be retried. */
export function abortedBy(party: number, code: TesseraCode): SecurityAbort | ChannelError {
  if (isAbortCode(code)) return new SecurityAbort('PEER_ABORTED', `party ${party} aborted the session: ${code}`);
  return new ChannelError('CLOSED', `party ${party} ended the session: ${code}`);
}
