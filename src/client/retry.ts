// Trying again, only where nothing can happen twice: each attempt makes a reservation of its own, with masks of its own, and an
// attempt that may have been accepted is never repeated.

import { ChannelError } from '../errors.js';

export interface RetryOptions {
  /** Attempts in all, 1 or more. */
  readonly attempts: number;
  /** Waits before the next one. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Set by an attempt from which on repeating is not safe. */
export interface Progress {
  final: boolean;
}

const FIRST_WAIT_MS = 200;

export const defaultRetry: RetryOptions = {
  attempts: 3,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * @param attempt starts afresh each time
 * @throws the error of the last attempt, and at once any error that is not the network's
 */
export async function retry<T>(options: RetryOptions, attempt: (progress: Progress) => Promise<T>): Promise<T> {
  for (let k = 1; ; k++) {
    const progress: Progress = { final: false };
    try {
      return await attempt(progress);
    } catch (error) {
      if (!(error instanceof ChannelError) || progress.final || k >= options.attempts) throw error;
    }
    await options.wait(FIRST_WAIT_MS * 2 ** (k - 1));
  }
}
