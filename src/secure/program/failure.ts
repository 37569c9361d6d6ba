// Errors in somebody's program, told with the place: an author who wrote three hundred lines wants to know in which half to look.

import { UsageError } from '../../errors.js';

/** Runs a part of a program; what it throws as a usage error gets the place in front. @param place as in "program auction, body" */
export function within<T>(place: string, part: () => T): T {
  try {
    return part();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(error.code, `${place}: ${error.message}`);
    throw error;
  }
}
