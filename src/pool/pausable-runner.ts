// A task runner that makes way: while a question is expected, production in the background starts no task, so that the question
// has the cores to itself. Pauses are short and cannot follow each other closely, so production always goes on.
//
//     running --pause--> paused (no task starts; those under way end) --resume, or the time is over--> running
//     after a pause of t milliseconds the next one begins t milliseconds later at the earliest

import type { TaskName, TaskOptions, TaskRequest, TaskRunner } from '../preprocessing/tasks.js';

/** Longest pause. */
export const MAX_PAUSE_MS = 500;

export class PausableRunner implements TaskRunner {
  #running = 0;
  #pausedAt: number | null = null;
  #nextPause = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resumed: (() => void)[] = [];
  #idle: (() => void)[] = [];

  constructor(
    private readonly inner: TaskRunner,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get threads(): number {
    return this.inner.threads;
  }

  /** Starts no task for MAX_PAUSE_MS at most. @returns when no task is under way, at once if it is too early for a pause */
  async pause(): Promise<void> {
    if (this.#pausedAt === null) {
      if (this.now() < this.#nextPause) return;
      this.#pausedAt = this.now();
      this.#timer = setTimeout(() => this.resume(), MAX_PAUSE_MS);
    }
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Ends a pause; nothing when there is none. */
  resume(): void {
    if (this.#pausedAt === null) return;
    clearTimeout(this.#timer);
    this.#nextPause = this.now() + (this.now() - this.#pausedAt);
    this.#pausedAt = null;
    // Whoever still waits for idleness has waited as long as it may.
    for (const resolve of [...this.#resumed.splice(0), ...this.#idle.splice(0)]) resolve();
  }

  async run<K extends TaskName>(task: K, request: TaskRequest<K>, options?: TaskOptions): Promise<Uint8Array> {
    while (this.#pausedAt !== null) await new Promise<void>((resolve) => this.#resumed.push(resolve));
    this.#running++;
    try {
      return await this.inner.run(task, request, options);
    } finally {
      this.#running--;
      if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  allocate(bytes: number): Uint8Array {
    return this.inner.allocate(bytes);
  }

  forgetShards(ids: readonly string[]): void {
    this.inner.forgetShards(ids);
  }
}
