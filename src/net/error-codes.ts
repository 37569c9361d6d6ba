// What the net layer does with stable codes: HTTP statuses, and the code that an abort tells the peers.

import {
  ChannelError,
  isAbortCode,
  isChannelCode,
  isUsageCode,
  SecurityAbort,
  type TesseraCode,
  type UsageCode,
  UsageError,
} from '../errors.js';

export type { CodedError, TesseraCode } from '../errors.js';

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
  WIDTH_OVERFLOW: 400,
};

export function isTesseraCode(code: string): code is TesseraCode {
  return isUsageCode(code) || isChannelCode(code) || isAbortCode(code);
}

/** The code to tell the peers when something was thrown: its own if it is an error of the engine, else CLOSED. */
export function codeToTell(error: unknown): TesseraCode {
  const ours = error instanceof UsageError || error instanceof ChannelError || error instanceof SecurityAbort;
  return ours ? error.code : 'CLOSED';
}

/** What a session that `party` has aborted fails with here. An accusation stays one (PEER_ABORTED, whatever the peer
 *  says it found, and without a culprit: the accuser may be lying); a peer's network trouble or refusal only closes the
 *  session, which may be retried. */
export function abortedBy(party: number, code: TesseraCode): SecurityAbort | ChannelError {
  if (isAbortCode(code)) return new SecurityAbort('PEER_ABORTED', `party ${party} aborted the session: ${code}`);
  return new ChannelError('CLOSED', `party ${party} ended the session: ${code}`);
}
