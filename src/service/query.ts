// One query at one party. Everything that does not depend on the question happens first: tuples, binding, checks, and the
// verification of the masks. The question itself then costs the client one round trip: masked inputs and their proof out, masked
// outputs back.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { confirmationDigest, inputDigest, seedDigest, sumDigest } from '../io/digests.js';
import { challengeMasks, concludeInput, maskShares, sliceMasks } from '../io/input.js';
import { type MaskLayout, maskLayout, proofLength } from '../io/layout.js';
import { readConfirmation, readQuery, writeMasks } from '../io/messages.js';
import { verify } from '../io/range-proof.js';
import { Reservation } from '../io/reservation.js';
import { Vector } from '../math/vector.js';
import { SEED_BYTES } from '../params.js';
import { type BatchSpec, itemsOf, lineKey, mergeDemands } from '../preprocessing/kinds.js';
import type { InputMasks } from '../preprocessing/source.js';
import type { BoundVersion, Dataset } from './dataset.js';
import type { ServiceContext } from './ports.js';
import type { DatasetShape, QueryContext } from './program.js';
import { Session } from './session.js';
import type { ClientIdentity } from './upload.js';

const utf8 = new TextEncoder();

/** What a phase cost: figures without secrets, for the client and the log. */
export interface PhaseStats {
  readonly ms: number;
  readonly rounds: number;
  readonly bytesSent: number;
}

export interface PreparationStats extends PhaseStats {
  readonly tuples: Readonly<Record<string, number>>;
}

export class QueryJob {
  private prepared: unknown = null;
  private left = false;

  private constructor(
    private readonly context: ServiceContext,
    private readonly dataset: Dataset,
    private readonly version: BoundVersion,
    readonly reservation: Reservation,
    private readonly client: ClientIdentity,
    private readonly layout: MaskLayout,
    private readonly masks: InputMasks,
    readonly session: Session,
  ) {}

  /**
   * Reserves and prepares.
   * @returns the job, the mask shares for the client, and what it cost
   * @throws UsageError WRONG_STATE before the dataset is bound; SecurityAbort SESSION_MISMATCH
   */
  static async reserve(
    context: ServiceContext,
    dataset: Dataset,
    client: ClientIdentity,
    id: Uint8Array,
  ): Promise<{ job: QueryJob; masks: Uint8Array; stats: PreparationStats }> {
    const started = context.now();
    const { program } = dataset;
    const reservation = new Reservation(id, client.key, 'query');
    const layout = maskLayout(program.query, 1, 'fiatShamir', context.parties, program.outputs);
    const version = dataset.hold();
    try {
      const spec = querySpec(dataset, version, layout);
      const terms = JSON.stringify([dataset.name, program.name, program.parameters, version.version]);
      const session = await Session.open(context, 'query', id, spec, [client.key, id, utf8.encode(terms)]);
      const masks = await session.step(() => session.engine.tuples.takeInputMasks(layout.total));
      const job = new QueryJob(context, dataset, version, reservation, client, layout, masks, session);
      job.prepared = await session.run((p) => program.prepare(p, job.queryContext()));
      // Masks leave only when everything prepared with them has been checked.
      const bytes = await session.step(() => {
        session.engine.openings.requireClean('releasing masks');
        reservation.release(client.key);
        return writeMasks(context.kernel, masks);
      });
      return { job, masks: bytes, stats: { ...job.stats(started), tuples: tupleCounts(spec) } };
    } catch (error) {
      dataset.release(version);
      throw error;
    }
  }

  /** s in, u out: the mask check, ahead of the question. */
  async challenge(client: ClientIdentity, body: Uint8Array): Promise<Uint8Array> {
    if (body.length !== SEED_BYTES) {
      throw new UsageError('LENGTH_MISMATCH', `expected a seed of ${SEED_BYTES} bytes, got ${body.length}`);
    }
    const { kernel } = this.context;
    const seed = body.slice();
    const nothing = inputDigest(kernel);
    this.guard(() => this.reservation.challenge(client.key, seedDigest(kernel, seed), nothing));
    const u = await this.session.run((p) => challengeMasks(p, this.masks, seed, nothing));
    const sum = u.toBytes();
    this.reservation.answered(sumDigest(kernel, sum));
    return sum;
  }

  /** All parties hold the same confirmation, or all burn the reservation. */
  async confirm(client: ClientIdentity, body: Uint8Array): Promise<void> {
    const { confirmation } = readConfirmation(body, 0);
    const confirmed = this.guard(() => this.reservation.confirm(client.key, confirmation));
    const digest = confirmationDigest(this.context.kernel, this.reservation.id, client.key, confirmed);
    await this.session.run((p) => concludeInput(p, digest, true));
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
    const { program } = this.dataset;
    const { kernel } = this.context;
    const { inputs } = this.layout;
    const elements = proofLength(program.query, 'fiatShamir');
    const { masked, proof } = readQuery(body, inputs.to - inputs.from, elements);
    this.guard(() => this.reservation.use(client.key));
    const before = this.counters();
    const inputHash = inputDigest(kernel, masked);
    const verdict = await this.session.step(() => this.verdict(masked, inputHash, proof));
    const subject = hash(kernel, 'tessera/question', this.reservation.id, client.key, inputHash);
    await this.session.run((p) => concludeInput(p, subject, verdict.accepted));
    const context = this.queryContext();
    const answer = await this.session.run((p) => program.run(p, context, this.prepared, verdict.e));
    const bytes = await this.session.step(() => {
      const copy = answer.toBytes();
      this.session.close();
      return copy;
    });
    const after = this.counters();
    const stats = {
      ms: this.context.now() - started,
      rounds: after.rounds - before.rounds,
      bytesSent: after.bytesSent - before.bytesSent,
    };
    return { answer: bytes, stats };
  }

  /** Ends the job in whatever state it is: what was reserved is burnt, and the dataset version let go. Once. */
  end(reason: unknown): void {
    if (this.left) return;
    this.left = true;
    if (this.reservation.state !== 'used') this.reservation.burn();
    this.session.abandon(reason);
    this.dataset.release(this.version);
  }

  private verdict(masked: Uint8Array, inputHash: Uint8Array, proof: Uint8Array): { e: Vector; accepted: boolean } {
    const { engine } = this.session;
    const { arena } = engine;
    const { inputs, proof: proofMasks } = this.layout;
    const zeros = Vector.zeros(arena, inputs.to - inputs.from);
    try {
      const e = Vector.fromBytes(arena, masked);
      const keys = {
        inputs: this.masks.key.slice(inputs.from, inputs.to),
        masks: this.masks.key.slice(proofMasks.from, proofMasks.to),
        macKey: engine.macKey,
      };
      const context = {
        reservation: this.reservation.id,
        client: this.client.key,
        verifier: this.context.id,
        parties: this.context.parties,
        statement: this.dataset.program.query,
        rows: 1,
        inputDigest: inputHash,
        challenge: null,
      };
      verify(arena, context, e, keys, Vector.fromBytes(arena, proof));
      return { e, accepted: true };
    } catch {
      return { e: zeros, accepted: false };
    }
  }

  private queryContext(): QueryContext<unknown> {
    const { outputs } = this.layout;
    return {
      data: this.version,
      bound: this.version.bound,
      ownRows: this.version.owners.get(this.client.name) ?? [],
      outputMasks: maskShares(sliceMasks(this.masks, outputs.from, outputs.to)),
    };
  }

  private counters(): { rounds: number; bytesSent: number } {
    const { rounds, bytesSent } = this.session.link.stats;
    return { rounds, bytesSent };
  }

  private stats(started: number): PhaseStats {
    return { ms: this.context.now() - started, ...this.counters() };
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

/** What a query takes: the program's demand, its masks, and the check of the masks. */
function querySpec(dataset: Dataset, version: BoundVersion, layout: MaskLayout): BatchSpec {
  const matrixIds = new Map([...version.matrices].map(([block, matrix]) => [block, matrix.id]));
  const shape: DatasetShape = { rows: version.rows, matrixIds };
  return mergeDemands([
    { kind: 'inputMask', n: layout.total },
    { kind: 'zeroTest', n: 1 },
    ...dataset.program.queryDemand(shape, layout.inputs.from),
  ]);
}

function tupleCounts(spec: BatchSpec): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const demand of spec) {
    const key =
      demand.kind === 'matvec' ? `matvec ${demand.orientation} ${demand.rows}x${demand.columns}` : lineKey(demand);
    counts[key] = (counts[key] ?? 0) + itemsOf(demand);
  }
  return counts;
}
