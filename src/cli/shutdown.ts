// When a long-running command ends: on the signals that ask politely, or when the process that started it goes away. The
// demo starts its processes with an IPC channel; whoever holds the other end may even be killed, the channel closes.

import { EXIT } from './exit-code.js';
import { CliFailure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Something that runs until it is closed. */
export interface Server {
  close(): Promise<void>;
}

/**
 * Runs a server until this process is told to end.
 * @param start    begins to serve
 * @param onReady  told when it does
 * @returns why it was stopped, after it was closed
 * @hazard while it is still starting, which cannot be called off, a signal ends the whole process
 */
export async function serveUntilStopped<T extends Server>(
  start: () => Promise<T>,
  onReady: (server: T) => void,
): Promise<string> {
  const stopped = untilStopped();
  const server = await Promise.race([start(), stopped.then(() => process.exit(EXIT.interrupted))]);
  onReady(server);
  const reason = await stopped;
  await server.close();
  return reason;
}

/** Resolves with the reason when this process should end. */
function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
    process.once('disconnect', () => resolve('the starting process ended'));
    // The channel alone keeps no process alive.
    process.channel?.unref();
  });
}

/** Ends this process as soon as the one that started it goes away; for helpers that keep nothing. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(EXIT.interrupted));
  process.channel?.unref();
}

/**
 * Runs the body until it is done or a signal comes; then the body's own clean-up must make it end.
 * @param body  gets a promise that rejects with INTERRUPTED at the first signal
 */
export async function interruptible<T>(body: (interrupted: Promise<never>) => Promise<T>): Promise<T> {
  let stop: (signal: NodeJS.Signals) => void = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    stop = (signal) => reject(new CliFailure('INTERRUPTED', `stopped by ${signal}`, EXIT.interrupted));
  });
  interrupted.catch(() => {});
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await body(interrupted);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
