// One party as a service: which datasets and programs it has approved, and what its clients may do with them. Every method is one
// request of one client that has proved its key; the HTTP routes are in routes.ts.

import { UsageError } from '../errors.js';
import { validateStatement } from '../io/statement.js';
import { bindDataset } from './binding.js';
import { Dataset } from './dataset.js';
import { Failures } from './failures.js';
import { idBytes } from './ids.js';
import { type JobLimits, Jobs } from './jobs.js';
import type { ServiceContext } from './ports.js';
import type { Program } from './program.js';
import { type PhaseStats, type PreparationStats, QueryJob } from './query.js';
import { type ClientIdentity, UploadJob } from './upload.js';

/** A dataset as this party's operator has approved it. */
export interface DatasetPolicy {
  readonly program: Program;
  /** How many questions one client may ask per dataset since the party started. */
  readonly queriesPerClient?: number;
}

export interface ServiceOptions {
  readonly datasets: ReadonlyMap<string, DatasetPolicy>;
  /** Public keys (base64url) that may be clients; null admits every key. */
  readonly clients: ReadonlySet<string> | null;
  readonly limits?: JobLimits;
}

export interface DatasetStatus {
  readonly name: string;
  readonly program: string;
  readonly rows: number;
  readonly boundRows: number;
  readonly version: number;
}

const EXPIRY_CHECK_MS = 30_000;

export class PartyService {
  private readonly datasets = new Map<string, Dataset>();
  private readonly uploads: Jobs<UploadJob>;
  private readonly queries: Jobs<QueryJob>;
  private readonly failures = new Failures();
  private readonly asked = new Map<string, number>();
  private binding: Promise<unknown> = Promise.resolve();
  private readonly expiry: ReturnType<typeof setInterval>;

  constructor(
    readonly context: ServiceContext,
    private readonly options: ServiceOptions,
  ) {
    for (const [name, { program }] of options.datasets) {
      validateStatement(program.upload);
      validateStatement(program.query);
      this.datasets.set(name, new Dataset(name, program));
    }
    this.uploads = new Jobs(context.now, options.limits);
    this.queries = new Jobs(context.now, options.limits);
    this.expiry = setInterval(() => {
      this.uploads.expire();
      this.queries.expire();
    }, EXPIRY_CHECK_MS);
    this.expiry.unref?.();
  }

  /** @throws UsageError UNKNOWN_CLIENT unless this key may be a client here, LIMIT_EXCEEDED after too many failures */
  admit(client: ClientIdentity): void {
    this.failures.requireTrust(client.name);
    const { clients } = this.options;
    if (clients !== null && !clients.has(client.name)) {
      throw new UsageError(
        'UNKNOWN_CLIENT',
        'this key is not registered here; ask the operator of each party to add it',
      );
    }
  }

  /** @returns the mask shares */
  async reserveUpload(client: ClientIdentity, id: string, name: string, rows: number): Promise<Uint8Array> {
    const dataset = this.dataset(name);
    const bytes = idBytes(id);
    const room = dataset.program.maxRows - dataset.rows;
    if (rows > room)
      throw new UsageError('LIMIT_EXCEEDED', `dataset ${name} has room for ${room} more rows, not ${rows}`);
    const make = () => UploadJob.reserve(this.context, dataset, client, bytes, rows);
    const { masks } = await this.watched(client, this.uploads.create(id, client.name, make));
    return masks;
  }

  /** @returns u and this party's challenge */
  inputUpload(client: ClientIdentity, id: string, body: Uint8Array): Promise<Uint8Array> {
    return this.last(client, this.uploads, id, false, (job) => job.input(client, body));
  }

  /** Accepts the rows at all parties, or fails at all. */
  confirmUpload(client: ClientIdentity, id: string, body: Uint8Array): Promise<void> {
    return this.last(client, this.uploads, id, true, async (job) => {
      const upload = await job.confirm(client, body);
      this.dataset(job.datasetName).accept(upload);
      this.context.log('info', 'upload accepted', { dataset: job.datasetName, rows: upload.rows });
    });
  }

  async reserveQuery(
    client: ClientIdentity,
    id: string,
    name: string,
    program: string,
  ): Promise<{ masks: Uint8Array; stats: PreparationStats }> {
    const dataset = this.dataset(name);
    if (dataset.program.name !== program) {
      throw new UsageError('UNKNOWN_PROGRAM', `dataset ${name} takes program ${dataset.program.name}, not ${program}`);
    }
    const bytes = idBytes(id);
    this.spendBudget(client, name);
    const make = () => QueryJob.reserve(this.context, dataset, client, bytes);
    return await this.watched(client, this.queries.create(id, client.name, make));
  }

  challengeQuery(client: ClientIdentity, id: string, body: Uint8Array): Promise<Uint8Array> {
    return this.last(client, this.queries, id, false, (job) => job.challenge(client, body));
  }

  confirmQuery(client: ClientIdentity, id: string, body: Uint8Array): Promise<void> {
    return this.last(client, this.queries, id, false, (job) => job.confirm(client, body));
  }

  /** @param started when the first byte of the question arrived, as context.now() */
  runQuery(
    client: ClientIdentity,
    id: string,
    body: Uint8Array,
    started: number,
  ): Promise<{ answer: Uint8Array; stats: PhaseStats }> {
    return this.last(client, this.queries, id, true, (job) => job.run(client, body, started));
  }

  /** Bindings run one after the other. */
  bind(name: string, id: string): Promise<{ version: number; rows: number }> {
    const dataset = this.dataset(name);
    const bytes = idBytes(id);
    const bound = this.binding.then(() => bindDataset(this.context, dataset, bytes));
    this.binding = bound.catch(() => undefined);
    return bound.then(({ version, rows }) => {
      this.context.log('info', 'dataset bound', { dataset: name, version, rows });
      return { version, rows };
    });
  }

  status(): { readonly datasets: readonly DatasetStatus[]; readonly sessions: number } {
    const datasets = [...this.datasets.values()].map(({ name, program, rows, boundRows, version }) => ({
      name,
      program: program.name,
      rows,
      boundRows,
      version,
    }));
    return { datasets, sessions: this.uploads.size + this.queries.size };
  }

  /** @throws UsageError UNKNOWN_DATASET */
  datasetStatus(name: string): DatasetStatus {
    const { program, rows, boundRows, version } = this.dataset(name);
    return { name, program: program.name, rows, boundRows, version };
  }

  close(): void {
    clearInterval(this.expiry);
    this.uploads.close();
    this.queries.close();
  }

  private dataset(name: string): Dataset {
    const dataset = this.datasets.get(name);
    if (dataset === undefined)
      throw new UsageError('UNKNOWN_DATASET', 'this party has approved no dataset of that name');
    return dataset;
  }

  /** Runs one step of a job; the job leaves when it was the last step or has ended with an error. */
  private async last<J extends UploadJob | QueryJob, T>(
    client: ClientIdentity,
    jobs: Jobs<J>,
    id: string,
    final: boolean,
    step: (job: J) => Promise<T>,
  ): Promise<T> {
    const job = jobs.get(id);
    let over = false;
    try {
      const result = await this.watched(client, step(job));
      over = final;
      return result;
    } catch (error) {
      over = job.session.over;
      throw error;
    } finally {
      if (over) {
        jobs.finish(id);
        job.end(null);
      }
    }
  }

  private async watched<T>(client: ClientIdentity, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.failures.record(client.name, error);
      throw error;
    }
  }

  /** Counts before anything is dealt, so that an aborted question is spent too. @throws UsageError LIMIT_EXCEEDED */
  private spendBudget(client: ClientIdentity, name: string): void {
    const limit = this.options.datasets.get(name)?.queriesPerClient;
    const key = `${name} ${client.name}`;
    const asked = this.asked.get(key) ?? 0;
    if (limit !== undefined && asked >= limit) {
      throw new UsageError('LIMIT_EXCEEDED', `this party allows ${limit} questions per client on dataset ${name}`);
    }
    this.asked.set(key, asked + 1);
  }
}
