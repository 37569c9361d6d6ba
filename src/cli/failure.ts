// How a failure is told to a person: one line `error CODE: what was expected and found`, one line that says what to do
// next, no stack unless --debug. What is not an error of the engine's is a fault of ours and is called INTERNAL.

import { ChannelError, SecurityAbort, TesseraError, UsageError } from '../errors.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { plainText } from './render/format.js';

/** A failure with an exit code and advice of its own, for what the engine's errors do not cover. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  /** @param detail  lines shown below the message, such as the end of a log */
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: ExitCode,
    readonly advice?: string,
    readonly detail: readonly string[] = [],
  ) {
    super(message);
  }
}

export interface FailureText {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/**
 * @param error  anything that was thrown
 * @param debug  append the stack, with those of its causes
 */
export function describeFailure(error: unknown, debug: boolean): FailureText {
  const { code, message, exitCode, advice, detail } = explain(error);
  const lines = [`error ${code}: ${plainText(message)}`, ...detail.map(plainText)];
  if (advice !== undefined) lines.push(advice);
  if (debug) lines.push(...stackOf(error));
  return { lines, exitCode };
}

/** What a person needs to know of a failure. */
export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly advice: string | undefined;
  readonly detail: readonly string[];
}

/** @param error  anything that was thrown */
export function explain(error: unknown): Explanation {
  const message = error instanceof Error ? error.message : String(error);
  const known = (code: string, exitCode: ExitCode, otherwise: string): Explanation => {
    return { code, message, exitCode, advice: ADVICE[code] ?? otherwise, detail: [] };
  };
  if (error instanceof CliFailure) {
    const { code, exitCode, advice = ADVICE[code], detail } = error;
    return { code, message, exitCode, advice, detail };
  }
  if (error instanceof UsageError) return known(error.code, EXIT.usage, 'Correct the input; --help shows an example.');
  if (error instanceof ChannelError) return known(error.code, EXIT.network, 'Nothing was computed; it can be retried.');
  if (error instanceof SecurityAbort) return known(error.code, EXIT.abort, ABORTED);
  if (error instanceof TesseraError) return known(error.code, EXIT.failed, REPORT);
  return known('INTERNAL', EXIT.failed, REPORT);
}

const ABORTED =
  'Somebody deviated from the protocol. No wrong answer was accepted; do not retry before the operators have looked into it.';
const REPORT = 'This is a fault of the program: run it again with --debug and report what it prints.';
const WRITE_CONFIG = 'Correct the file, or write a new configuration: tessera keygen --help';

/** What to do next, where the code says more than its class. */
const ADVICE: Readonly<Record<string, string>> = {
  CONFIG_INVALID: WRITE_CONFIG,
  DATA_INVALID: 'Correct the file at the place named above.',
  UNKNOWN_CLIENT: 'Ask the operators to list this key, or use the one that they have listed.',
  UNKNOWN_DATASET: 'The parties have no dataset of this name: look with "tessera client status".',
  UNKNOWN_PROGRAM: 'The parties do not offer this program; their configuration says which ones they approve.',
  UNKNOWN_RESERVATION: 'It has expired or has been used: ask again.',
  WRONG_STATE: 'The parties are not ready for this step: look with "tessera client status".',
  LIMIT_EXCEEDED: 'Ask for less, or raise the limit in the configuration.',
  OUT_OF_MEMORY: 'Use a machine with more memory, or fewer rows.',
  UNREACHABLE: 'Check that it is running and that address and firewall let you through, then try again.',
  TIMEOUT: 'Check that all parties are running (their logs say more), then try again.',
  REFUSED: 'Check that the certificates come from one run of "tessera keygen" and that the clocks agree.',
  CLOSED: 'Look at the log of the party that went away, then try again.',
};

function stackOf(error: unknown): string[] {
  const lines: string[] = [];
  let current = error;
  while (current instanceof Error && lines.length < 200) {
    lines.push(...(current.stack ?? current.message).split('\n'));
    current = current.cause;
    if (current instanceof Error) lines.push('caused by:');
  }
  return lines;
}
