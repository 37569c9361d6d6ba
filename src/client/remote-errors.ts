// Errors in the answers of parties: {code, message} as JSON becomes the typed error of that code. The text is a party's and may lie:
// nothing is decided by it, and it is cut and cleaned before anybody's terminal sees it.

import { z } from 'zod';
import { ChannelError, errorWithCode, SecurityAbort, type TesseraError, UsageError } from '../errors.js';
import type { ClientAnswer } from './transport.js';

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
  return errorWithCode(code, message) ?? fallback;
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
