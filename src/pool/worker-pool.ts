// Worker threads for pure tasks, on piscina. Tasks are pure, so a task whose worker died is simply done again, and a
// cancelled one may take its worker with it: piscina replaces both.

import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { UsageError } from '../errors.js';
import type { TaskName, TaskOptions, TaskRequest, TaskRunner } from '../preprocessing/tasks.js';
import { type Job, STARTED, unpackError, type WorkerSettings } from './job.js';

const WORKER = new URL('./worker.js', import.meta.url);

/** A task that loses this many workers is given up: it is probably what kills them. */
const MAX_ATTEMPTS = 3;

/** How long workers may take to load their module. */
const STARTUP_MS = 2000;

export interface PoolOptions {
  /** By default as many as the machine has cores. */
  readonly threads?: number;
  /** A module that does worker.ts's job in another way (tests). */
  readonly worker?: URL;
}

export class WorkerPool implements TaskRunner {
  readonly threads: number;
  readonly #piscina: Piscina;
  readonly #forgotten: BroadcastChannel;
  /** Workers that have loaded their module; a test's module does not tell. */
  #ready = 0;
  readonly #announces: boolean;
  #closed = false;

  /** @throws UsageError INVALID_ARGUMENT */
  constructor(options: PoolOptions = {}) {
    const threads = options.threads ?? availableParallelism();
    if (!Number.isInteger(threads) || threads < 1) {
      throw new UsageError('INVALID_ARGUMENT', `expected one thread or more, got ${threads}`);
    }
    this.threads = threads;
    this.#announces = options.worker === undefined;
    const settings: WorkerSettings = { shardChannel: `tessera-shards-${randomUUID()}` };
    this.#forgotten = new BroadcastChannel(settings.shardChannel);
    this.#forgotten.unref();
    this.#piscina = new Piscina({
      filename: fileURLToPath(options.worker ?? WORKER),
      workerData: settings,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: 1,
      recordTiming: false,
    });
    this.#piscina.on('message', (message) => {
      if (message === STARTED) this.#ready++;
    });
    // A worker that dies without a task is replaced like any other; nobody waits for it.
    this.#piscina.on('error', () => undefined);
  }

  /**
   * Runs a task in a worker, and again in another one if the worker dies.
   * @param options.signal cancels: a task that has begun is ended with its worker, which is replaced
   * @returns the result, in a buffer of its own
   * @throws what the task throws; the signal's reason; UsageError RELEASED once the pool is closed
   */
  async run<K extends TaskName>(task: K, request: TaskRequest<K>, options: TaskOptions = {}): Promise<Uint8Array> {
    const result = await this.#submit({ task, request } as Job, options.signal);
    if (result instanceof Uint8Array) return result;
    throw new Error(`task ${task} returned no bytes`);
  }

  /** Shared memory: what a worker writes to it is not copied. */
  allocate(bytes: number): Uint8Array {
    return new Uint8Array(new SharedArrayBuffer(bytes));
  }

  /** Workers let go of these shards before their next task; idle ones at once. */
  forgetShards(ids: readonly string[]): void {
    if (this.#closed) return;
    this.#forgotten.postMessage([...ids]);
    for (let k = 0; k < this.threads; k++) this.#submit({ task: 'idle' }).catch(() => undefined);
  }

  /** Ends all workers; what still runs fails with RELEASED. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgotten.close();
    // Node aborts the whole process when a worker is ended while it loads a module by require.
    const until = performance.now() + STARTUP_MS;
    while (this.#announces && this.#ready < this.threads && performance.now() < until) await setTimeout(10);
    await this.#piscina.destroy();
  }

  async #submit(job: Job, signal?: AbortSignal): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw new UsageError('RELEASED', 'the worker pool was closed');
      signal?.throwIfAborted();
      try {
        return await this.#piscina.run(job, signal === undefined ? {} : { signal });
      } catch (error) {
        const failure = unpackError(error);
        if (failure !== undefined) throw failure;
        signal?.throwIfAborted();
        if (!this.#closed && attempt === MAX_ATTEMPTS) {
          throw new Error(
            `task ${job.task} lost ${attempt} workers: ${error instanceof Error ? error.message : 'unknown'}`,
          );
        }
      }
    }
  }
}
