import { TesseraError } from '../../src/errors.js';
import type { Outcome } from '../support/lockstep.js';

/** The code of each outcome's error; 'ok' for a value. Anything else than a typed error is a failure of the test. */
export function codesOf(outcomes: readonly Outcome<unknown>[]): string[] {
  return outcomes.map((outcome) => {
    if ('value' in outcome) return 'ok';
    if (outcome.error instanceof TesseraError) return outcome.error.code;
    throw outcome.error;
  });
}

/** The code of what `body` throws. */
export function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return codesOf([{ error }])[0] as string;
  }
  return 'ok';
}
