// A defined program as its clients use it: plain rows up, a plain question out, outputs by name back. Encoding, proofs of ranges and
// decoding follow from the program's tables; its body runs at the parties alone.

import { UsageError } from '../errors.js';
import { type Decoded, decodeOutputs, outputCount } from '../secure/program/decode.js';
import { encodeQuery, encodeRows } from '../secure/program/encode.js';
import type { Instance } from '../secure/program/instance.js';
import type { Row, Rows } from '../secure/program/rows.js';
import type { Outputs as OutputForms, Table } from '../secure/program/table.js';
import type { BoundDataset, TesseraClient } from './client.js';
import { describedProgram } from './described-program.js';
import type { Outputs } from './outputs.js';
import type { PreparedQuery } from './query.js';
import type { UploadReceipt } from './upload.js';

/** What the asking client gets, and what each party says it cost. */
export interface Answer<O extends OutputForms> extends Decoded<O> {
  readonly stats: {
    readonly preparation: PreparedQuery['stats'];
    readonly online: Outputs['stats'];
  };
}

export class ProgramClient<D extends Table, Q extends Table, O extends OutputForms> {
  constructor(
    private readonly client: TesseraClient,
    /** The program with its parameters, which must be the parties'. */
    readonly program: Instance<D, Q, O>,
  ) {}

  readonly #compared = new Set<string>();

  /**
   * Uploads rows as one atomic whole.
   * @throws UsageError DATA_INVALID naming block and row before anything is sent; as TesseraClient.upload
   */
  async upload(dataset: string, rows: Rows<D>): Promise<UploadReceipt> {
    const { values } = encodeRows(this.program.dataset, rows);
    await this.#compare(dataset);
    return await this.client.upload(dataset, this.program.uploadStatement, values);
  }

  /**
   * Uploads many rows in several atomic parts, one after the other.
   * @returns the receipt of each part as soon as it is accepted     @throws as upload
   */
  async *uploadParts(dataset: string, rows: Rows<D>, maxValues?: number): AsyncGenerator<UploadReceipt> {
    const { values } = encodeRows(this.program.dataset, rows);
    await this.#compare(dataset);
    yield* this.client.uploadParts(dataset, this.program.uploadStatement, values, maxValues);
  }

  /** Makes the uploads so far a version that questions are about; the program's set-up runs now. @throws as TesseraClient.bind */
  bind(dataset: string): Promise<BoundDataset> {
    return this.client.bind(dataset);
  }

  /** Everything of a question that does not need it. @throws as TesseraClient.prepareQuery */
  async prepare(dataset: string): Promise<PreparedQuestion<Q, O>> {
    await this.#compare(dataset);
    const { name, queryStatement, outputs } = this.program;
    const spec = { program: name, dataset, statement: queryStatement, outputs: outputCount(outputs) };
    return new PreparedQuestion(await this.client.prepareQuery(spec), this.program);
  }

  /** Prepares and asks. @throws UsageError DATA_INVALID before anything is sent; as TesseraClient.prepareQuery and PreparedQuery.run */
  async ask(dataset: string, query: Row<Q>): Promise<Answer<O>> {
    encodeQuery(this.program.query, query);
    return await (await this.prepare(dataset)).ask(query);
  }

  /**
   * Once per dataset, before anything of it is sent: the parties run this program with these parameters, and no others that would say
   * more about what is uploaded.
   * @throws UsageError INVALID_ARGUMENT; SecurityAbort SESSION_MISMATCH when the parties differ
   */
  async #compare(dataset: string): Promise<void> {
    if (this.#compared.has(dataset)) return;
    const said = await describedProgram(this.client, dataset);
    const { name, parameters } = this.program;
    if (said.program !== name || said.parameters !== parameters) {
      throw new UsageError(
        'INVALID_ARGUMENT',
        `the parties run ${said.program} with ${said.parameters} on ${dataset}, not ${name} with ${parameters}`,
      );
    }
    this.#compared.add(dataset);
  }
}

/** One question, ready to be asked in a single round trip, once. */
export class PreparedQuestion<Q extends Table, O extends OutputForms> {
  constructor(
    private readonly prepared: PreparedQuery,
    private readonly program: Instance<Table, Q, O>,
  ) {}

  /** What each party says the preparation cost it; not verified. */
  get stats(): PreparedQuery['stats'] {
    return this.prepared.stats;
  }

  /** @throws UsageError DATA_INVALID, still ready; as PreparedQuery.run */
  async ask(query: Row<Q>): Promise<Answer<O>> {
    const { stats: preparation } = this.prepared;
    const outputs = await this.prepared.run(encodeQuery(this.program.query, query));
    const decoded = decodeOutputs(this.program.outputs, outputs.toBigInts());
    return { ...decoded, stats: { preparation, online: outputs.stats } };
  }

  /** Forgets it without asking. */
  discard(): void {
    this.prepared.discard();
  }
}
