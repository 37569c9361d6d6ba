// One party as a service: which datasets and programs it has approved, and what its clients may do with them. Every method is one
// request of one client that has proved its key; the HTTP routes are in routes.ts.

import { UsageError } from '../errors.js';
import { validateStatement } from '../io/statement.js';
import { bindDataset } from './binding.js';
import { Budgets } from './budgets.js';
import { Dataset } from './dataset.js';
import { DEFAULT_FAILURE_LIMITS, type FailureLimits, Failures } from './failures.js';
import { idBytes } from './ids.js';
import { DEFAULT_JOB_LIMITS, type Job, type JobLimits, Jobs } from './jobs.js';
import type { ServiceContext } from './ports.js';
import type { Program } from './program.js';
import { QueryJob } from './query.js';
import { Quota, type QuotaLimits } from './quota.js';
import type { BindingStats, PhaseStats, PreparationStats } from './stats.js';
import { type Purpose, refuse } from './talk.js';
import { type ClientIdentity, UploadJob } from './upload.js';

/** A dataset as this party's operator has approved it. */
export interface DatasetPolicy {
  readonly program: Program;
  /** How many questions one client may ask per dataset since the party started. @hazard means little where everybody may be a client */
  readonly queriesPerClient?: number;
}

export interface ServiceOptions {
  readonly datasets: ReadonlyMap<string, DatasetPolicy>;
  /** Public keys (base64url) that may be clients; null admits every key. */
  readonly clients: ReadonlySet<string> | null;
  readonly jobLimits?: Partial<JobLimits>;
  readonly failureLimits?: Partial<FailureLimits>;
}

export interface DatasetStatus {
  readonly name: string;
  readonly program: string;
  readonly rows: number;
  readonly boundRows: number;
  readonly version: number;
}

/** A dataset with what a client needs to use it, and what its last binding cost this party. */
export interface DatasetDescription extends DatasetStatus {
  /** The program's public parameters, as canonical JSON. */
  readonly parameters: string;
  readonly binding: BindingStats | null;
}

/** What became of a binding. */
export interface BindingReport {
  readonly version: number;
  readonly rows: number;
  readonly stats: BindingStats;
}

const LONGEST_EXPIRY_CHECK_MS = 30_000;

/** Bindings that wait or are under way. */
const BINDINGS: QuotaLimits = { perClient: 2, total: 16 };

export class PartyService {
  private readonly datasets = new Map<string, Dataset>();
  private readonly uploads: Jobs<UploadJob>;
  private readonly queries: Jobs<QueryJob>;
  private readonly bindings = new Quota('bindings', BINDINGS);
  private readonly budgets: Budgets;
  private readonly failures: Failures;
  private readonly expiry: ReturnType<typeof setInterval>;

  /** @throws UsageError INVALID_ARGUMENT when a program's statements are no good */
  constructor(
    readonly context: ServiceContext,
    private readonly options: ServiceOptions,
  ) {
    const budgets = new Map<string, number>();
    for (const [name, { program, queriesPerClient }] of options.datasets) {
      validateStatement(program.upload);
      validateStatement(program.query);
      this.datasets.set(name, new Dataset(name, program));
      if (queriesPerClient !== undefined) budgets.set(name, queriesPerClient);
    }
    this.budgets = new Budgets(budgets);
    this.failures = new Failures({ ...DEFAULT_FAILURE_LIMITS, ...options.failureLimits });
    const limits = { ...DEFAULT_JOB_LIMITS, ...options.jobLimits };
    this.uploads = new Jobs(context.now, limits);
    this.queries = new Jobs(context.now, limits);
    this.expiry = setInterval(
      () => {
        this.uploads.expire();
        this.queries.expire();
      },
      Math.min(LONGEST_EXPIRY_CHECK_MS, limits.idleMs / 2),
    );
    this.expiry.unref?.();
  }

  /** @returns the mask shares */
  reserveUpload(client: ClientIdentity, id: string, name: string, rows: number): Promise<Uint8Array> {
    return this.begin(client, 'upload', id, async (bytes) => {
      const { context } = this;
      const dataset = this.dataset(name);
      const { total } = UploadJob.layout(context, dataset, rows);
      const over = dataset.reserve(id, rows);
      const request = { context, dataset, client, id: bytes, rows, rejectedProof: () => this.rejected(client) };
      const make = () => UploadJob.reserve(request);
      return (await this.uploads.create({ id, client: client.name, masks: total, make, over })).masks;
    });
  }

  /** @returns u and this party's challenge */
  inputUpload(client: ClientIdentity, id: string, body: Uint8Array): Promise<Uint8Array> {
    return this.during(this.uploads, client, id, (job) => job.input(client, body));
  }

  /** Bytes that the input of this upload has, known before any of them is received. @throws as inputUpload */
  expectedInput(client: string, id: string): number {
    return this.uploads.get(id, client).inputBytes;
  }

  /** Accepts the rows at all parties, or fails at all. */
  async confirmUpload(client: ClientIdentity, id: string, body: Uint8Array): Promise<void> {
    const { rows } = await this.during(this.uploads, client, id, (job) => job.confirm(client, body));
    this.context.log('info', 'upload accepted', { rows });
  }

  reserveQuery(
    client: ClientIdentity,
    id: string,
    name: string,
    program: string,
  ): Promise<{ masks: Uint8Array; stats: PreparationStats }> {
    return this.begin(client, 'query', id, async (bytes) => {
      const { context } = this;
      const dataset = this.dataset(name);
      const approved = dataset.program.name;
      if (approved !== program)
        throw new UsageError('UNKNOWN_PROGRAM', `dataset ${name} takes program ${approved}, not ${program}`);
      const { total } = QueryJob.layout(context, dataset);
      const { spend, giveBack } = this.budgets.take(name, client.name);
      const rejectedProof = () => this.rejected(client);
      const request = { context, dataset, client, id: bytes, asked: spend, rejectedProof };
      const make = () => QueryJob.reserve(request);
      return await this.queries.create({ id, client: client.name, masks: total, make, over: giveBack });
    });
  }

  challengeQuery(client: ClientIdentity, id: string, body: Uint8Array): Promise<Uint8Array> {
    return this.during(this.queries, client, id, (job) => job.challenge(client, body));
  }

  confirmQuery(client: ClientIdentity, id: string, body: Uint8Array): Promise<void> {
    return this.during(this.queries, client, id, (job) => job.confirm(client, body));
  }

  /** Bytes that the question has, known before any of them is received. @throws as runQuery */
  expectedQuestion(client: string, id: string): number {
    return this.queries.get(id, client).questionBytes;
  }

  /** @param started when the first byte of the question arrived, as context.now() */
  runQuery(
    client: ClientIdentity,
    id: string,
    body: Uint8Array,
    started: number,
  ): Promise<{ answer: Uint8Array; stats: PhaseStats }> {
    return this.during(this.queries, client, id, (job) => job.run(client, body, started));
  }

  /** Bindings of one dataset happen one after the other, in the same order at all parties. */
  bind(client: ClientIdentity, name: string, id: string): Promise<BindingReport> {
    return this.begin(client, 'uploads', id, async (bytes) => {
      const dataset = this.dataset(name);
      const giveBack = this.bindings.take(client.name, 1);
      try {
        const { version, rows, stats } = await bindDataset(this.context, dataset, bytes);
        this.context.log('info', 'dataset bound', { dataset: name, version, rows, ms: Math.round(stats.ms) });
        return { version, rows, stats };
      } finally {
        giveBack();
      }
    });
  }

  status(): { readonly datasets: readonly DatasetStatus[]; readonly sessions: number } {
    const datasets = [...this.datasets.keys()].map((name) => this.datasetStatus(name));
    return { datasets, sessions: this.uploads.size + this.queries.size };
  }

  /** @throws UsageError UNKNOWN_DATASET */
  datasetStatus(name: string): DatasetStatus {
    const { program, rows, boundRows, version } = this.dataset(name);
    return { name, program: program.name, rows, boundRows, version };
  }

  /** @throws UsageError UNKNOWN_DATASET */
  describeDataset(name: string): DatasetDescription {
    const { program, current } = this.dataset(name);
    return { ...this.datasetStatus(name), parameters: program.parameters, binding: current?.stats ?? null };
  }

  close(): void {
    clearInterval(this.expiry);
    this.uploads.close();
    this.queries.close();
    for (const dataset of this.datasets.values()) dataset.close();
  }

  private dataset(name: string): Dataset {
    const dataset = this.datasets.get(name);
    if (dataset === undefined)
      throw new UsageError('UNKNOWN_DATASET', 'this party has approved no dataset of that name');
    return dataset;
  }

  /** What starts at all parties: one that refuses tells the others, which would wait for it otherwise. */
  private async begin<T>(
    client: ClientIdentity,
    purpose: Purpose,
    id: string,
    work: (id: Uint8Array) => Promise<T>,
  ): Promise<T> {
    const bytes = idBytes(id);
    try {
      this.admit(client);
      return await this.watched(work(bytes));
    } catch (error) {
      refuse(this.context, purpose, bytes, error);
      throw error;
    }
  }

  /** One step of a reservation. */
  private async during<J extends Job, T>(
    jobs: Jobs<J>,
    client: ClientIdentity,
    id: string,
    step: (job: J) => Promise<T>,
  ): Promise<T> {
    this.admit(client);
    return await this.watched(jobs.use(id, client.name, step));
  }

  /** @throws UsageError UNKNOWN_CLIENT unless this key may be a client here, LIMIT_EXCEEDED after too many failures */
  private admit(client: ClientIdentity): void {
    this.failures.requireTrust(client.name);
    const { clients } = this.options;
    if (clients !== null && !clients.has(client.name)) {
      throw new UsageError(
        'UNKNOWN_CLIENT',
        'this key is not registered here; ask the operator of each party to add it',
      );
    }
  }

  private async watched<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.failures.record(error);
      throw error;
    }
  }

  private rejected(client: ClientIdentity): void {
    this.failures.rejectedProof(client.name);
    this.context.log('warn', 'proof rejected', { client: client.name });
  }
}
