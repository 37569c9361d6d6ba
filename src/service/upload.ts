// One upload at one party, from the reservation to the accepted rows. The phases are io/input.ts's (a) to (h); each is asked for
// by the client itself, at every party, and an error in any of them ends the upload at all parties: it is accepted everywhere or
// nowhere.

import { toHex } from '../client/encoding.js';
import { SecurityAbort } from '../errors.js';
import { bulkInputDigest, confirmationDigest, seedDigest, sumDigest } from '../io/digests.js';
import { challengeMasks, concludeInput, maskShares, sliceMasks } from '../io/input.js';
import { type MaskLayout, maskLayout, placesOf, proofLength } from '../io/layout.js';
import { join, readConfirmation, readInput, writeMasks } from '../io/messages.js';
import { Reservation } from '../io/reservation.js';
import { Vector } from '../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../params.js';
import { run } from '../protocol/run.js';
import type { AcceptedUpload, Dataset, UploadSegments } from './dataset.js';
import type { MatrixPart, MatrixSegment, ServiceContext } from './ports.js';
import { Session } from './session.js';
import { accepts, type HeldMasks } from './verdict.js';

const utf8 = new TextEncoder();

/** Who asks, as the signature showed: the raw public key and its text. */
export interface ClientIdentity {
  readonly key: Uint8Array;
  /** base64url of the key. */
  readonly name: string;
}

/** Where and for whom, and who counts false proofs. */
export interface UploadRequest {
  readonly context: ServiceContext;
  readonly dataset: Dataset;
  readonly client: ClientIdentity;
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly rows: number;
  /** Called when this party rejects the client's proof. */
  readonly rejectedProof: () => void;
}

/** What was fixed with the challenge. */
interface FixedInput {
  readonly e: Vector;
  /** e as it came. */
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  /** This party's challenge for the range proof. */
  readonly challenge: Uint8Array;
}

export class UploadJob {
  private fixed: FixedInput | null = null;

  private constructor(
    private readonly request: UploadRequest,
    readonly reservation: Reservation,
    private readonly held: HeldMasks,
    readonly session: Session,
  ) {
    session.onceOver(() => {
      if (reservation.state !== 'used') reservation.burn();
    });
  }

  /** The masks that an upload takes. @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED */
  static layout({ parties }: ServiceContext, { program }: Dataset, rows: number): MaskLayout {
    return maskLayout(program.upload, rows, 'interactive', parties, 0);
  }

  /**
   * Phases (a) and (b).
   * @returns the job and the mask shares for the client, released once
   * @throws SecurityAbort SESSION_MISMATCH when the parties were asked for different things
   */
  static async reserve(request: UploadRequest): Promise<{ job: UploadJob; masks: Uint8Array }> {
    const { context, dataset, client, id, rows } = request;
    const reservation = new Reservation(id, client.key, 'upload');
    const layout = UploadJob.layout(context, dataset, rows);
    const { name, parameters, upload } = dataset.program;
    const subject = [client.key, id, utf8.encode(JSON.stringify([dataset.name, name, parameters, upload, rows]))];
    const spec = [
      { kind: 'inputMask', n: layout.total },
      { kind: 'zeroTest', n: 1 },
    ] as const;
    const session = await Session.open(context, { purpose: 'upload', id, spec, subject });
    return session.step(() => {
      const masks = session.engine.tuples.takeInputMasks(layout.total);
      reservation.release(client.key);
      const job = new UploadJob(request, reservation, { masks, layout }, session);
      return { job, masks: writeMasks(context.kernel, masks) };
    });
  }

  /** Bytes of the input's body. */
  get inputBytes(): number {
    return SEED_BYTES + this.inputs * ELEMENT_BYTES;
  }

  /** Phases (c) to (e): s | e in, u | challenge out. */
  async input(client: ClientIdentity, body: Uint8Array): Promise<Uint8Array> {
    const { kernel, random } = this.request.context;
    const { seed, masked } = readInput(body, this.inputs);
    const digest = await bulkInputDigest(kernel, masked);
    this.guard(() => this.reservation.challenge(client.key, seedDigest(kernel, seed), digest));
    const challenge = await this.session.step(() => {
      const e = Vector.fromBytes(this.session.engine.arena, masked);
      this.fixed = { e, bytes: masked, digest, challenge: random(SEED_BYTES) };
      return this.fixed.challenge;
    });
    const sum = await this.session.step(async () => {
      const { engine, link } = this.session;
      const u = await run(challengeMasks(engine, this.held.masks, seed, digest), link);
      const bytes = u.toBytes();
      this.reservation.answered(sumDigest(kernel, bytes));
      return bytes;
    });
    return join(sum, challenge);
  }

  /** Phases (g) and (h): the rows are accepted here exactly when they are accepted at all parties. */
  async confirm(client: ClientIdentity, body: Uint8Array): Promise<AcceptedUpload> {
    const { context, dataset } = this.request;
    const { confirmation, proof } = readConfirmation(body, proofLength(dataset.program.upload, 'interactive'));
    const confirmed = this.guard(() => this.reservation.confirm(client.key, confirmation));
    const digest = confirmationDigest(context.kernel, this.reservation.id, client.key, confirmed);
    const { fixed, session } = this;
    if (fixed === null) throw new SecurityAbort('CONFIRMATION_MISMATCH', 'nothing was sent that could be confirmed');
    return await session.step(async () => {
      await run(concludeInput(session.engine, digest, this.verifies(fixed, proof)), session.link);
      // From here on everything happens at once: nobody can come between the parties' agreement and the rows.
      this.reservation.use(client.key);
      const accepted = this.extract(fixed.bytes, digest);
      dataset.accept(accepted.upload, accepted.segments);
      session.close();
      return accepted.upload;
    });
  }

  private get inputs(): number {
    return this.held.layout.inputs.to - this.held.layout.inputs.from;
  }

  private verifies({ e, digest, challenge }: FixedInput, proof: Uint8Array): boolean {
    const { dataset, client, rows, rejectedProof } = this.request;
    const context = {
      reservation: this.reservation.id,
      client: client.key,
      statement: dataset.program.upload,
      rows,
      inputDigest: digest,
      challenge,
    };
    const accepted = accepts(this.session.engine, this.held, context, e, proof);
    if (!accepted) rejectedProof();
    return accepted;
  }

  /** What stays: the resident blocks' masked values, in the body that brought them, and this party's shares of their masks. */
  private extract(e: Uint8Array, digest: Uint8Array): { upload: AcceptedUpload; segments: UploadSegments } {
    const { dataset, client, rows } = this.request;
    const { program } = dataset;
    const { engine, batchId, request } = this.session;
    const [segments, parts] = [new Map<string, MatrixSegment>(), new Map<string, MatrixPart>()];
    for (const [name, { block, offset, length }] of placesOf(program.upload, rows)) {
      if (!program.residentBlocks.includes(name)) continue;
      const from = this.held.layout.inputs.from + offset;
      const shares = engine.arena.scope(() => {
        const { value, mac } = maskShares(sliceMasks(this.held.masks, from, from + length));
        return { value: value.toBytes(), mac: mac.toBytes() };
      });
      const masked = e.subarray(offset * ELEMENT_BYTES, (offset + length) * ELEMENT_BYTES);
      segments.set(name, { rows, e: masked, ...shares });
      parts.set(name, { batchId, spec: request.spec, offset: from, rows, columns: block.width });
    }
    return { upload: { id: toHex(this.reservation.id), client: client.name, rows, digest, parts }, segments };
  }

  /** A transition that burns the reservation ends the session too. */
  private guard<T>(transition: () => T): T {
    try {
      return transition();
    } catch (error) {
      if (this.reservation.state === 'burnt') this.session.abandon(error);
      throw error;
    }
  }
}
