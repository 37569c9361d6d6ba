// One query at one party. Everything that does not depend on the question happens first: tuples, binding, checks, and the
// verification of the masks. The question itself then costs the client one round trip: masked inputs and their proof out, masked
// outputs back.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { confirmationDigest, inputDigest, seedDigest, sumDigest } from '../io/digests.js';
import { challengeMasks, concludeInput, maskShares, sliceMasks } from '../io/input.js';
import { type Extent, type MaskLayout, proofLength } from '../io/layout.js';
import { readConfirmation, readQuery, writeMasks } from '../io/messages.js';
import { Reservation } from '../io/reservation.js';
import { Vector } from '../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../params.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import { run } from '../protocol/run.js';
import { type BoundVersion, type Dataset, rowsOf } from './dataset.js';
import type { ServiceContext } from './ports.js';
import type { QueryContext } from './program.js';
import { queryLayout, querySpec, shapeOf, tupleCounts } from './query-spec.js';
import { Session } from './session.js';
import type { PhaseStats, PreparationStats } from './stats.js';
import type { ClientIdentity } from './upload.js';
import { accepts, type HeldMasks } from './verdict.js';

const utf8 = new TextEncoder();

/** Where and for whom, and who counts false proofs. */
export interface QueryRequest {
  readonly context: ServiceContext;
  readonly dataset: Dataset;
  readonly client: ClientIdentity;
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Called when the question has come: whatever becomes of it, it counts. */
  readonly asked: () => void;
  /** Called when this party rejects the client's proof. */
  readonly rejectedProof: () => void;
}

function preparationStats({ link, provision }: Session, elapsedMs: number, spec: BatchSpec): PreparationStats {
  const { waitedMs, cost } = provision;
  const { rounds, bytesSent } = link.stats;
  return {
    ms: elapsedMs - waitedMs + cost.ms,
    rounds,
    bytesSent: bytesSent + cost.bytesSent,
    tuples: tupleCounts(spec),
  };
}

export class QueryJob {
  private prepared: unknown = null;

  private constructor(
    private readonly request: QueryRequest,
    private readonly version: BoundVersion,
    readonly reservation: Reservation,
    private readonly held: HeldMasks,
    readonly session: Session,
  ) {
    session.onceOver(() => {
      if (reservation.state !== 'used') reservation.burn();
    });
  }

  /** The masks that a query takes. */
  static layout(context: ServiceContext, { program }: Dataset): MaskLayout {
    return queryLayout(context, program);
  }

  /**
   * Reserves and prepares.
   * @returns the job, the mask shares for the client, and what it cost
   * @throws UsageError WRONG_STATE before the dataset is bound; ChannelError CLOSED while the parties bind it; SecurityAbort
   *         SESSION_MISMATCH
   */
  static async reserve(request: QueryRequest): Promise<{ job: QueryJob; masks: Uint8Array; stats: PreparationStats }> {
    const { context, dataset, client, id } = request;
    const started = context.now();
    const { program } = dataset;
    const reservation = new Reservation(id, client.key, 'query');
    const layout = QueryJob.layout(context, dataset);
    const version = dataset.hold();
    const spec = querySpec(program, shapeOf(context, version), layout);
    const terms = utf8.encode(JSON.stringify([dataset.name, program.name, program.parameters, program.query]));
    const opening = { purpose: 'query', id, spec, subject: [client.key, id, terms], version: version.version } as const;
    const session = await Session.open(context, opening).catch((error: unknown) => {
      dataset.release(version);
      throw error;
    });
    session.onceOver(() => dataset.release(version));
    return session.step(async () => {
      const { engine, link } = session;
      const masks = engine.tuples.takeInputMasks(layout.total);
      const job = new QueryJob(request, version, reservation, { masks, layout }, session);
      job.prepared = await run(program.prepare(engine, job.queryContext()), link);
      // Masks leave only when everything prepared with them has been checked.
      engine.openings.requireClean('releasing masks');
      reservation.release(client.key);
      const stats = preparationStats(session, context.now() - started, spec);
      return { job, masks: writeMasks(context.kernel, masks), stats };
    });
  }

  /** Bytes of the question's body. */
  get questionBytes(): number {
    return (this.inputs + proofLength(this.request.dataset.program.query, 'fiatShamir')) * ELEMENT_BYTES;
  }

  /** s in, u out: the mask check, ahead of the question. */
  async challenge(client: ClientIdentity, body: Uint8Array): Promise<Uint8Array> {
    if (body.length !== SEED_BYTES) {
      throw new UsageError('LENGTH_MISMATCH', `expected a seed of ${SEED_BYTES} bytes, got ${body.length}`);
    }
    const { kernel } = this.request.context;
    const seed = body.slice();
    const nothing = inputDigest(kernel);
    this.guard(() => this.reservation.challenge(client.key, seedDigest(kernel, seed), nothing));
    return await this.session.step(async () => {
      const { engine, link } = this.session;
      const u = await run(challengeMasks(engine, this.held.masks, seed, nothing), link);
      const sum = u.toBytes();
      this.reservation.answered(sumDigest(kernel, sum));
      return sum;
    });
  }

  /** All parties hold the same confirmation, or all burn the reservation. */
  async confirm(client: ClientIdentity, body: Uint8Array): Promise<void> {
    const { confirmation } = readConfirmation(body, 0);
    const confirmed = this.guard(() => this.reservation.confirm(client.key, confirmation));
    const digest = confirmationDigest(this.request.context.kernel, this.reservation.id, client.key, confirmed);
    await this.session.run((p) => concludeInput(p, digest, true));
    await this.request.context.expectQuestion?.();
  }

  /**
   * The question: masked inputs and proof in, masked outputs out. The parties compare H(e) and their verdicts on the proof before
   * anything that depends on e is opened.
   * @param started when the first byte of the question arrived
   */
  async run(
    client: ClientIdentity,
    body: Uint8Array,
    started: number,
  ): Promise<{ answer: Uint8Array; stats: PhaseStats }> {
    const { context, dataset, asked } = this.request;
    const { program } = dataset;
    const { masked, proof } = readQuery(body, this.inputs, proofLength(program.query, 'fiatShamir'));
    this.guard(() => this.reservation.use(client.key));
    asked();
    const before = this.counters();
    const digest = inputDigest(context.kernel, masked);
    const subject = hash(context.kernel, 'tessera/question', this.reservation.id, client.key, digest);
    const question = this.session.step(async () => {
      const { engine, link } = this.session;
      const e = Vector.fromBytes(engine.arena, masked);
      const accepted = this.verifies(e, digest, proof);
      await run(concludeInput(engine, subject, accepted), link);
      const output = await run(program.run(engine, this.queryContext(), this.prepared, e), link);
      const answer = output.toBytes();
      this.session.keep('delivering an answer');
      // Wiping tens of megabytes can wait until the answer is on its way.
      setTimeout(() => engine.arena.release(), 0);
      const { rounds, bytesSent } = this.counters();
      const spent = { rounds: rounds - before.rounds, bytesSent: bytesSent - before.bytesSent };
      return { answer, stats: { ms: context.now() - started, ...spent } };
    });
    return await question.finally(() => context.questionOver?.());
  }

  private get inputs(): number {
    return this.held.layout.inputs.to - this.held.layout.inputs.from;
  }

  private verifies(e: Vector, digest: Uint8Array, proof: Uint8Array): boolean {
    const { dataset, client, rejectedProof } = this.request;
    const context = {
      reservation: this.reservation.id,
      client: client.key,
      statement: dataset.program.query,
      rows: 1,
      inputDigest: digest,
      challenge: null,
    };
    const accepted = accepts(this.session.engine, this.held, context, e, proof);
    if (!accepted) rejectedProof();
    return accepted;
  }

  private queryContext(): QueryContext<unknown> {
    const { inputs, outputs } = this.held.layout;
    const shares = ({ from, to }: Extent) => maskShares(sliceMasks(this.held.masks, from, to));
    return {
      data: this.version,
      bound: this.version.bound,
      ownRows: rowsOf(this.version, this.request.client.name),
      inputMasks: shares(inputs),
      outputMasks: shares(outputs),
    };
  }

  private counters(): { rounds: number; bytesSent: number } {
    const { rounds, bytesSent } = this.session.link.stats;
    return { rounds, bytesSent };
  }

  private guard<T>(transition: () => T): T {
    try {
      return transition();
    } catch (error) {
      if (this.reservation.state === 'burnt') this.session.abandon(error);
      throw error;
    }
  }
}
