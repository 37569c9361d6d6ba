import { UsageError } from '../../src/errors.js';

/** Whether a limit refuses it. */
export const refused = (take: () => unknown) => {
  try {
    take();
    return false;
  } catch (error) {
    return error instanceof UsageError && error.code === 'LIMIT_EXCEEDED';
  }
};
