// What starting and stopping have in common.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ChannelError } from '../../errors.js';

/** Something that was started. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** What to undo, last first. */
export class Teardown {
  private readonly steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) await step();
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are set: an option left out is not the same as one that is undefined. */
export function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}

const RETRY_FOR_MS = 60_000;
const RETRY_EVERY_MS = 250;

/** Tries until something that starts at the same time can be reached. @throws the last error after a minute */
export async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + RETRY_FOR_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const absent = error instanceof ChannelError && (error.code === 'UNREACHABLE' || error.code === 'CLOSED');
      if (!absent || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
}

/**
 * Has the engine compile WebAssembly once, optimised, instead of quickly first and again while it runs: a server starts a
 * moment later and its first query is as fast as its hundredth. Call it before the kernel is loaded.
 */
export function compileOptimised(): void {
  setFlagsFromString('--no-liftoff');
}

const TIDY_EVERY_MS = 100;

/**
 * A full garbage collection on demand, some 10 ms, at most ten a second. Preparing a query leaves megabytes of buffers behind;
 * without this the engine would collect them in the middle of a question as often as not.
 */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  let last = 0;
  return () => {
    const now = performance.now();
    if (typeof collect !== 'function' || now - last < TIDY_EVERY_MS) return;
    last = now;
    collect();
  };
}
