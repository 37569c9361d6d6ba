// The jobs under way at a party: reservations by id, bounded per client and in total, and burnt when their client leaves
// them alone for too long.

import { ChannelError, UsageError } from '../errors.js';

export interface Job {
  /** Gives up whatever the job holds. */
  end(reason: unknown): void;
}

export interface JobLimits {
  /** Reservations one client may hold open. */
  readonly perClient: number;
  readonly total: number;
  /** A reservation nobody has touched for so long is burnt. */
  readonly idleMs: number;
}

export const DEFAULT_JOB_LIMITS: JobLimits = { perClient: 64, total: 4096, idleMs: 15 * 60_000 };

interface Entry<T> {
  readonly client: string;
  job: T | null;
  touched: number;
}

export class Jobs<T extends Job> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly now: () => number,
    private readonly limits: JobLimits = DEFAULT_JOB_LIMITS,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /**
   * Takes a place for a new job and makes it.
   * @throws UsageError LIMIT_EXCEEDED, WRONG_STATE when the id is in use; before any effect
   */
  async create<R extends { readonly job: T }>(id: string, client: string, make: () => Promise<R>): Promise<R> {
    if (this.entries.has(id)) throw new UsageError('WRONG_STATE', 'this reservation id is in use: choose a fresh one');
    if (this.entries.size >= this.limits.total)
      throw new UsageError('LIMIT_EXCEEDED', 'too many reservations; try later');
    let own = 0;
    for (const entry of this.entries.values()) if (entry.client === client) own++;
    if (own >= this.limits.perClient) {
      throw new UsageError('LIMIT_EXCEEDED', `this client holds ${own} reservations; finish some first`);
    }
    const entry: Entry<T> = { client, job: null, touched: this.now() };
    this.entries.set(id, entry);
    try {
      const made = await make();
      entry.job = made.job;
      entry.touched = this.now();
      return made;
    } catch (error) {
      this.entries.delete(id);
      throw error;
    }
  }

  /** @throws UsageError UNKNOWN_RESERVATION */
  get(id: string): T {
    const entry = this.entries.get(id);
    if (entry === undefined || entry.job === null) {
      throw new UsageError('UNKNOWN_RESERVATION', 'no such reservation here: reserve first, with a fresh id');
    }
    entry.touched = this.now();
    return entry.job;
  }

  finish(id: string): void {
    this.entries.delete(id);
  }

  /** Burns what has been idle for too long. */
  expire(): void {
    const oldest = this.now() - this.limits.idleMs;
    for (const [id, { job, touched }] of this.entries) {
      if (job === null || touched >= oldest) continue;
      this.entries.delete(id);
      job.end(new ChannelError('TIMEOUT', 'the reservation was left alone for too long'));
    }
  }

  /** Ends everything. */
  close(): void {
    for (const { job } of this.entries.values()) job?.end(new ChannelError('CLOSED', 'the party is shutting down'));
    this.entries.clear();
  }
}
