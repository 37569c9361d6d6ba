// A deployment of the recommender in one process: parties with tuples from a dealer, clients that upload their rows under proof,
// and the bound dataset. What the service does over the network happens here in the same order with the same protocols;
// session-query.ts asks. Everything follows from seeds, so a session can be repeated message for message.

import { generateRatings } from '../../../src/apps/recommender/generate.js';
import { normaliseAll } from '../../../src/apps/recommender/normalise.js';
import { type RecommenderParameters, recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { type Aggregate, aggregate } from '../../../src/apps/recommender/plain.js';
import { recommender } from '../../../src/apps/recommender/program.js';
import { hash } from '../../../src/crypto/hash.js';
import { completeValues } from '../../../src/io/complete.js';
import type { BlockValues } from '../../../src/io/witness.js';
import type { RowTags } from '../../../src/online/row-tags.js';
import { PooledMatrix } from '../../../src/pool/resident-matrix.js';
import type { MatrixPart } from '../../../src/preprocessing/dealer/matrix.js';
import { InlineRunner } from '../../../src/preprocessing/tasks.js';
import type { DatasetVersion, RowRange } from '../../../src/service/program.js';
import { agreeOnBatch } from '../../../src/service/session.js';
import { Deployment } from '../../support/engines.js';
import { nobody, type PhaseAdversary, Stage } from './session-stage.js';
import { type AcceptedRows, upload } from './session-upload.js';

export interface WorldOptions {
  readonly parties: number;
  /** Rows per client; client k uploads once. */
  readonly rows?: readonly number[];
  readonly items?: number;
  readonly dense?: number;
  readonly delta?: number;
  readonly minimumNeighbours?: number;
  readonly digitWidth?: number;
  readonly scale?: number;
  readonly seed?: number;
}

/** One party's bound version. */
export interface BoundSide {
  readonly data: DatasetVersion;
  readonly bound: RowTags;
}

/** What became of a binding: each party's side, null where it stopped. */
export interface Binding {
  readonly stage: Stage;
  readonly sides: readonly (BoundSide | null)[];
}

export class World {
  readonly program: ReturnType<typeof recommender>;
  readonly uploads: AcceptedRows[] = [];
  private readonly runner: InlineRunner;
  private version = 0;

  private constructor(
    readonly deployment: Deployment,
    readonly parameters: RecommenderParameters,
    /** Users x items, as the clients normalised them. */
    readonly rows: Uint16Array,
    readonly rowsPerClient: readonly number[],
  ) {
    this.program = recommender(parameters);
    this.runner = new InlineRunner(deployment.kernel);
  }

  /** Clients with generated ratings; nothing is uploaded yet. */
  static async create(options: WorldOptions): Promise<World> {
    const { parties, rows = [1, 2, 1, 3], items = 9, dense = 4, seed = 1 } = options;
    const { delta = 0.9, minimumNeighbours = 2, digitWidth = 4, scale = 40 } = options;
    const parameters = recommenderParameters({ items, dense, delta, minimumNeighbours, digitWidth, scale });
    const users = rows.reduce((sum, n) => sum + n, 0);
    const ratings = normaliseAll(generateRatings(users, seed, parameters), parameters);
    return new World(await Deployment.create(parties, seed), parameters, ratings, rows);
  }

  /** A world whose clients have all uploaded and whose dataset is bound, nobody interfering. */
  static async bound(options: WorldOptions): Promise<{ world: World; sides: readonly BoundSide[] }> {
    const world = await World.create(options);
    await world.uploadAll();
    const { sides, stage } = await world.bind();
    for (const error of stage.errors) if (error !== null) throw error;
    return { world, sides: sides.filter((side) => side !== null) };
  }

  get users(): number {
    return this.rows.length / this.parameters.items;
  }

  /** 32 bytes that name a session of this world. */
  name(purpose: string, number: number): Uint8Array {
    return hash(this.deployment.kernel, `test/${purpose}`, new Uint8Array(Uint32Array.of(number).buffer));
  }

  /** The raw key of a client. */
  key(client: number): Uint8Array {
    return new Uint8Array(65).fill(client + 1);
  }

  /** Which rows a client uploaded. */
  ownRows(client: number): RowRange {
    const from = this.rowsPerClient.slice(0, client).reduce((sum, n) => sum + n, 0);
    return { from, to: from + (this.rowsPerClient[client] ?? 0) };
  }

  /** The blocks of a client's upload, proof digits included. */
  uploadValues(client: number): BlockValues {
    const { from, to } = this.ownRows(client);
    const { dense } = this.parameters;
    const dense_: number[] = [];
    const sparse: number[] = [];
    for (let row = from; row < to; row++) {
      const entries = Array.from(this.row(row));
      dense_.push(...entries.slice(0, dense));
      sparse.push(...entries.slice(dense));
    }
    return completeValues(this.program.upload, to - from, { dense: dense_, sparse });
  }

  /** The blocks of a query for the first row of a client. */
  queryValues(client: number): BlockValues {
    const dense = Array.from(this.row(this.ownRows(client).from).subarray(0, this.parameters.dense));
    return completeValues(this.program.query, 1, { dense });
  }

  /** What a client must learn: plain.ts on all rows but its own, which have to be one. */
  expected(client: number): Aggregate {
    const { from, to } = this.ownRows(client);
    if (to - from > 1) throw new Error('the plaintext twin leaves out one row at most');
    const query = this.row(from).slice(0, this.parameters.dense);
    return aggregate(this.rows, query, to > from ? from : undefined, this.parameters);
  }

  async uploadAll(): Promise<void> {
    for (let client = 0; client < this.rowsPerClient.length; client++) {
      const { stage, accepted, clientError } = await upload(this, { client });
      for (const error of [clientError, ...stage.errors]) if (error !== null) throw error;
      if (accepted.some((side) => side === null)) throw new Error('an honest upload was not accepted');
      this.uploads.push(accepted as AcceptedRows);
    }
  }

  /** Binds all uploads as a new version: the first frame, the resident matrices, and the program's protocol. */
  async bind(adversary: PhaseAdversary = nobody, seed = this.version): Promise<Binding> {
    this.version++;
    const { program, users: rows, deployment } = this;
    const matrixIds = new Map(program.residentBlocks.map((block) => [block, this.registerMatrix(block)]));
    const owners = this.rowsPerClient.map((_, client) => ({ client: `client ${client}`, rows: this.ownRows(client) }));
    const shape = { parties: deployment.parties, rows, matrixIds, owners };
    const spec = program.bindDemand(shape).flat();
    const stage = new Stage(deployment.engines(this.name('bind', seed)), adversary);
    await this.open(stage, spec, this.name('bind subject', seed));
    const sides = await stage.local(async (p) => {
      const matrices = new Map<string, PooledMatrix>();
      for (const block of program.residentBlocks) matrices.set(block, await this.build(p.id, block, matrixIds));
      return { name: 'ratings', version: this.version, rows, matrices, owners };
    });
    const bound = await stage.step('bind', (p) => program.bind(p, sides[p.id]!, p.arena));
    return {
      stage,
      sides: stage.engines.map((p) => {
        const [data, tags] = [sides[p.id], bound[p.id]];
        if (data == null || tags == null) return null;
        p.openings.requireClean('binding a dataset');
        return { data, bound: tags };
      }),
    };
  }

  /** Gives a version up. */
  unbind({ stage, sides }: Binding): void {
    for (const side of sides) for (const matrix of side?.data.matrices.values() ?? []) (matrix as PooledMatrix).close();
    stage.end();
  }

  /** The first frame and the session's tuples. */
  async open(
    stage: Stage,
    spec: Parameters<Deployment['dealTo']>[3],
    subject: Uint8Array,
  ): Promise<(Uint8Array | null)[]> {
    const batches = await stage.step('agree', (p) => agreeOnBatch(p, subject));
    await stage.local(async (p) => {
      p.supply(await this.deployment.dealTo(p.arena, p.id, batches[p.id]!, spec));
    });
    return batches;
  }

  private registerMatrix(block: string): string {
    const parts = this.uploads.map((sides) => sides[0]!.blocks.get(block)!.part) as MatrixPart[];
    return this.deployment.dealer.registerMatrix({ keyId: this.deployment.keyId, parts });
  }

  private build(party: number, block: string, ids: ReadonlyMap<string, string>): Promise<PooledMatrix> {
    const { deployment, runner } = this;
    const owner = { kernel: deployment.kernel, runner, party, macKey: deployment.macKeys[party]! };
    const columns = block === 'dense' ? this.parameters.dense : this.parameters.sparse;
    const segments = this.uploads.map((sides) => sides[party]!.blocks.get(block)!.segment);
    return PooledMatrix.build(owner, { id: ids.get(block)!, rows: this.users, columns }, segments);
  }

  private row(index: number): Uint16Array {
    const { items } = this.parameters;
    return this.rows.subarray(index * items, (index + 1) * items);
  }
}
