// Errors between a service and its callers: a status and {code, message} as JSON. Only errors of this engine travel;
// anything else is a fault of ours, is answered as INTERNAL without its text, and goes to the operator's log instead.

import { z } from 'zod';
import { ChannelError, errorWithCode, SecurityAbort, UsageError } from '../errors.js';
import { type CodedError, USAGE_STATUS } from './error-codes.js';

/** An answer that is decided before any handler has seen the request: a status of HTTP's own and the error with it. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  constructor(
    readonly status: number,
    readonly error: UsageError,
  ) {
    super(error.message);
  }
}

export interface ErrorAnswer {
  readonly status: number;
  /** JSON */
  readonly body: string;
  /** Whether the text was withheld because the error is not one of the engine's. */
  readonly internal: boolean;
}

/** What a caller is told about an error: UsageError 4xx, SecurityAbort 409, ChannelError 503, anything else 500. */
export function answerFor(error: unknown): ErrorAnswer {
  if (error instanceof Rejection) return answer(error.status, error.error);
  if (error instanceof UsageError) return answer(USAGE_STATUS[error.code], error);
  if (error instanceof SecurityAbort) return answer(409, error);
  if (error instanceof ChannelError) return answer(503, error);
  return { status: 500, body: JSON.stringify({ code: 'INTERNAL', message: 'internal error' }), internal: true };
}

function answer(status: number, error: CodedError): ErrorAnswer {
  return { status, body: JSON.stringify({ code: error.code, message: error.message }), internal: false };
}

const MAX_ERROR_BYTES = 16 * 1024;
const wireError = z.object({ code: z.string().max(64), message: z.string().max(4096) });

/** The typed error in the body of a response with an error status; ChannelError REFUSED if there is none in it.
 *  @param whom  for the message, as in "https://host:port" */
export function errorFrom(status: number, body: Uint8Array, whom: string): CodedError {
  const parsed = wireError.safeParse(body.length <= MAX_ERROR_BYTES ? parseJson(body) : undefined);
  const typed = parsed.success ? errorWithCode(parsed.data.code, parsed.data.message) : undefined;
  return typed ?? new ChannelError('REFUSED', `expected an answer from ${whom}, got status ${status}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
