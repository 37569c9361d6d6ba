// The client's SDK; runs in Node and in browsers. A client talks to every party itself, with its own key: parties that are not all
// corrupt can neither read its values nor give it a wrong answer unnoticed. How requests travel is the transport's affair
// (node/transport.ts, fetch-transport.ts).

import { z } from 'zod';
import { type RandomBytes, systemRandom } from '../crypto/random.js';
import { SecurityAbort, UsageError } from '../errors.js';
import { completeValues, rowsOf } from '../io/complete.js';
import { type Statement, validateStatement } from '../io/statement.js';
import { type BlockValues, Witness } from '../io/witness.js';
import { Kernel } from '../kernel/index.js';
import { DIGEST_BYTES } from '../params.js';
import type { Kept, ProgramDefinition } from '../secure/program/define.js';
import { instantiate } from '../secure/program/instance.js';
import type { Outputs as OutputForms, Table } from '../secure/program/table.js';
import { noBody, PartyCalls, type PartyStats } from './calls.js';
import { toHex } from './encoding.js';
import { ClientKey } from './key.js';
import { sliceRows, splitRows } from './parts.js';
import { ProgramClient } from './program.js';
import { PreparedQuery, type QuerySpec } from './query.js';
import type { ClientContext } from './reserved-masks.js';
import { defaultRetry, type RetryOptions, retry } from './retry.js';
import type { Transport } from './transport.js';
import { type UploadReceipt, upload } from './upload.js';
import { UploadSeries } from './upload-series.js';

export interface ClientOptions {
  /** How many parties there are; the transport knows where. */
  readonly parties: number;
  readonly transport: Transport;
  /** The client's identity; a new one by default. */
  readonly key?: ClientKey;
  readonly kernel?: Kernel;
  readonly random?: RandomBytes;
  readonly retry?: Partial<RetryOptions>;
}

/** A bound version of a dataset, as all parties report it. */
export interface BoundDataset {
  readonly version: number;
  readonly rows: number;
  /** What each party says the binding cost it, in party order: milliseconds, rounds, bytes, and what its preprocessing took. */
  readonly stats: readonly (PartyStats | undefined)[];
}

/** A set-up may take hours, its tuples included; a party that goes away meanwhile is noticed by its connection. */
const BINDING_MS = 24 * 60 * 60_000;

const boundForm = z.object({
  version: z.int().min(0),
  rows: z.int().min(0),
  stats: z.record(z.string(), z.unknown()).optional(),
});

export class TesseraClient {
  private constructor(
    private readonly context: ClientContext,
    private readonly retrying: RetryOptions,
    /** Keep it: whoever uploads with it owns the rows. */
    readonly key: ClientKey,
  ) {}

  /** @throws UsageError INVALID_ARGUMENT */
  static async create(options: ClientOptions): Promise<TesseraClient> {
    const { parties, transport } = options;
    if (!Number.isInteger(parties) || parties < 2) {
      throw new UsageError('INVALID_ARGUMENT', `expected two parties or more, got ${parties}`);
    }
    const key = options.key ?? (await ClientKey.generate());
    const context = {
      kernel: options.kernel ?? (await Kernel.load()),
      random: options.random ?? systemRandom,
      calls: new PartyCalls(parties, transport, key),
      publicKey: key.publicKey,
    };
    return new TesseraClient(context, { ...defaultRetry, ...options.retry }, key);
  }

  /** Raw, 65 bytes: what each party registers. */
  get publicKey(): Uint8Array {
    return this.context.publicKey;
  }

  /**
   * A defined program, to upload and ask in its own terms.
   * @param parameters as the parties have approved them; compared with theirs before anything is sent
   * @throws UsageError INVALID_ARGUMENT for parameters that the program refuses
   */
  program<P, D extends Table, Q extends Table, O extends OutputForms, K extends Kept>(
    definition: ProgramDefinition<P, D, Q, O, K>,
    parameters?: unknown,
  ): ProgramClient<D, Q, O> {
    return new ProgramClient(this, instantiate(definition, parameters));
  }

  /**
   * Uploads rows as one atomic whole.
   * @param values the statement's blocks, rows x width each; digits and slacks are added where they are missing
   * @param series of which this is the next part; without one the rows lie anywhere in the dataset
   * @throws UsageError DATA_INVALID before anything is sent; SecurityAbort; ChannelError after all attempts, or after the
   *         confirmation left: then the parties may have accepted it (ask them before uploading again)
   */
  async upload(
    dataset: string,
    statement: Statement,
    values: BlockValues,
    series?: UploadSeries,
  ): Promise<UploadReceipt> {
    const witness = this.witness(statement, values);
    const id = series?.nextPart();
    return await retry(this.retrying, (progress) => upload(this.context, dataset, witness, progress, id?.()));
  }

  /** Uploads that are given the same series have their rows one after the other in the dataset. */
  uploadSeries(): UploadSeries {
    return new UploadSeries(this.context.random);
  }

  /**
   * Uploads a large dataset in several atomic parts, one after the other; their rows lie together and in order.
   * @param maxValues most values of a part
   * @returns the receipt of each part as soon as it is accepted; after an error, those seen stay accepted
   * @throws as upload
   */
  async *uploadParts(
    dataset: string,
    statement: Statement,
    values: BlockValues,
    maxValues?: number,
  ): AsyncGenerator<UploadReceipt> {
    const rows = rowsOf(statement, values);
    const series = this.uploadSeries();
    for (const extent of splitRows(statement, rows, maxValues)) {
      yield await this.upload(dataset, statement, sliceRows(statement, values, extent), series);
    }
  }

  /**
   * Reserves, checks and confirms everything of a query that does not need its values.
   * @throws SecurityAbort, ChannelError, UsageError as the parties report it
   */
  async prepareQuery(spec: QuerySpec): Promise<PreparedQuery> {
    validateStatement(spec.statement);
    return await retry(this.retrying, () => PreparedQuery.prepare(this.context, spec));
  }

  /**
   * Makes the uploads so far a version that queries run on.
   * @throws SecurityAbort SESSION_MISMATCH while the parties hold different uploads, or report different versions
   */
  async bind(dataset: string): Promise<BoundDataset> {
    const path = `${pathOf(dataset)}/bind/${toHex(this.context.random(DIGEST_BYTES))}`;
    return sameBinding(await this.context.calls.json('POST', path, noBody, boundForm, BINDING_MS));
  }

  /** What each party says about a dataset, in party order; not verified. */
  async dataset(name: string): Promise<unknown[]> {
    return await this.context.calls.json('GET', pathOf(name), noBody, z.unknown());
  }

  /** What each party says about itself, in party order; not verified. */
  async status(): Promise<unknown[]> {
    return await this.context.calls.json('GET', '/v1/status', noBody, z.unknown());
  }

  private witness(statement: Statement, values: BlockValues): Witness {
    validateStatement(statement);
    const rows = rowsOf(statement, values);
    return new Witness(statement, rows, completeValues(statement, rows, values));
  }
}

function pathOf(dataset: string): string {
  return `/v1/datasets/${encodeURIComponent(dataset)}`;
}

function sameBinding(answers: readonly z.output<typeof boundForm>[]): BoundDataset {
  const [first, ...others] = answers;
  if (first === undefined || others.some(({ version, rows }) => version !== first.version || rows !== first.rows)) {
    throw new SecurityAbort('SESSION_MISMATCH', 'the parties report different versions of the dataset');
  }
  return { version: first.version, rows: first.rows, stats: answers.map(({ stats }) => stats) };
}
