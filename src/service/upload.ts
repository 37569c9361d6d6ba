// One upload at one party, from the reservation to the accepted rows. The phases are io/input.ts's (a) to (h); each is asked for
// by the client itself, at every party, and an error in any of them ends the upload at all parties: it is accepted everywhere or
// nowhere.

import { toHex } from '../client/encoding.js';
import { SecurityAbort } from '../errors.js';
import { confirmationDigest, inputDigest, seedDigest, sumDigest } from '../io/digests.js';
import { challengeMasks, concludeInput, maskShares, sliceMasks } from '../io/input.js';
import { type MaskLayout, maskLayout, placesOf, proofLength } from '../io/layout.js';
import { join, readConfirmation, readInput, writeMasks } from '../io/messages.js';
import { type ProofContext, verify } from '../io/range-proof.js';
import { Reservation } from '../io/reservation.js';
import { Vector } from '../math/vector.js';
import { SEED_BYTES } from '../params.js';
import type { InputMasks } from '../preprocessing/source.js';
import type { AcceptedUpload, Dataset } from './dataset.js';
import type { MatrixPart, MatrixSegment, ServiceContext } from './ports.js';
import { Session } from './session.js';

const utf8 = new TextEncoder();

/** Who asks, as the signature showed: the raw public key and its text. */
export interface ClientIdentity {
  readonly key: Uint8Array;
  /** base64url of the key. */
  readonly name: string;
}

/** What was fixed with the challenge. */
interface FixedInput {
  readonly e: Vector;
  readonly digest: Uint8Array;
  /** This party's challenge for the range proof. */
  readonly challenge: Uint8Array;
}

export class UploadJob {
  private fixed: FixedInput | null = null;

  private constructor(
    private readonly context: ServiceContext,
    private readonly dataset: Dataset,
    readonly reservation: Reservation,
    private readonly client: ClientIdentity,
    private readonly rows: number,
    private readonly layout: MaskLayout,
    private readonly masks: InputMasks,
    readonly session: Session,
  ) {}

  /**
   * Phases (a) and (b).
   * @returns the job and the mask shares for the client, released once
   * @throws SecurityAbort SESSION_MISMATCH when the parties were asked for different things
   */
  static async reserve(
    context: ServiceContext,
    dataset: Dataset,
    client: ClientIdentity,
    id: Uint8Array,
    rows: number,
  ): Promise<{ job: UploadJob; masks: Uint8Array }> {
    const { program } = dataset;
    const reservation = new Reservation(id, client.key, 'upload');
    const layout = maskLayout(program.upload, rows, 'interactive', context.parties, 0);
    const subject = [client.key, id, utf8.encode(JSON.stringify([dataset.name, program.parameters, rows]))];
    const spec = [
      { kind: 'inputMask', n: layout.total },
      { kind: 'zeroTest', n: 1 },
    ] as const;
    const session = await Session.open(context, 'upload', id, spec, subject);
    return session.step(() => {
      const masks = session.engine.tuples.takeInputMasks(layout.total);
      reservation.release(client.key);
      const job = new UploadJob(context, dataset, reservation, client, rows, layout, masks, session);
      return { job, masks: writeMasks(context.kernel, masks) };
    });
  }

  get datasetName(): string {
    return this.dataset.name;
  }

  /** Ends the job in whatever state it is: what was reserved is burnt, unless it was accepted. */
  end(reason: unknown): void {
    if (this.reservation.state !== 'used') this.reservation.burn();
    this.session.abandon(reason);
  }

  /** Phases (c) to (e): s | e in, u | challenge out. */
  async input(client: ClientIdentity, body: Uint8Array): Promise<Uint8Array> {
    const { kernel, random } = this.context;
    const { seed, masked } = readInput(body, this.layout.inputs.to - this.layout.inputs.from);
    const digest = inputDigest(kernel, masked);
    this.guard(() => this.reservation.challenge(client.key, seedDigest(kernel, seed), digest));
    const challenge = await this.session.step(() => {
      const e = Vector.fromBytes(this.session.engine.arena, masked);
      this.fixed = { e, digest, challenge: random(SEED_BYTES) };
      return this.fixed.challenge;
    });
    const u = await this.session.run((p) => challengeMasks(p, this.masks, seed, digest));
    const sum = u.toBytes();
    this.reservation.answered(sumDigest(kernel, sum));
    return join(sum, challenge);
  }

  /** Phases (g) and (h): the rows are accepted here exactly when they are accepted at all parties. */
  async confirm(client: ClientIdentity, body: Uint8Array): Promise<AcceptedUpload> {
    const { program } = this.dataset;
    const { kernel } = this.context;
    const { confirmation, proof } = readConfirmation(body, proofLength(program.upload, 'interactive'));
    const confirmed = this.guard(() => this.reservation.confirm(client.key, confirmation));
    const digest = confirmationDigest(kernel, this.reservation.id, client.key, confirmed);
    const { fixed } = this;
    if (fixed === null) throw new SecurityAbort('CONFIRMATION_MISMATCH', 'nothing was sent that could be confirmed');
    const accepted = await this.session.step(() => this.verifies(fixed, proof));
    await this.session.run((p) => concludeInput(p, digest, accepted));
    return this.session.step(() => {
      this.reservation.use(client.key);
      const upload = this.extract(fixed.e, digest);
      this.session.close();
      return upload;
    });
  }

  /** Whether this party's proof holds. A false one is an answer, not an exception: the peers are waiting for it. */
  private verifies({ e, digest, challenge }: FixedInput, proof: Uint8Array): boolean {
    const { engine } = this.session;
    const { inputs, proof: proofMasks } = this.layout;
    const context: ProofContext = {
      reservation: this.reservation.id,
      client: this.client.key,
      verifier: this.context.id,
      parties: this.context.parties,
      statement: this.dataset.program.upload,
      rows: this.rows,
      inputDigest: digest,
      challenge,
    };
    const keys = {
      inputs: this.masks.key.slice(inputs.from, inputs.to),
      masks: this.masks.key.slice(proofMasks.from, proofMasks.to),
      macKey: engine.macKey,
    };
    try {
      verify(engine.arena, context, e, keys, Vector.fromBytes(engine.arena, proof));
      return true;
    } catch {
      return false;
    }
  }

  /** Copies what stays: the resident blocks' masked values and this party's shares of their masks. */
  private extract(e: Vector, digest: Uint8Array): AcceptedUpload {
    const { program } = this.dataset;
    const blocks = new Map<string, { segment: MatrixSegment; part: MatrixPart }>();
    for (const [name, { block, offset, length }] of placesOf(program.upload, this.rows)) {
      if (!program.residentBlocks.includes(name)) continue;
      const from = this.layout.inputs.from + offset;
      const shares = this.session.engine.arena.scope(() => {
        const { value, mac } = maskShares(sliceMasks(this.masks, from, from + length));
        return { value: value.toBytes(), mac: mac.toBytes() };
      });
      const segment = { rows: this.rows, e: e.slice(offset, offset + length).toBytes(), ...shares };
      const { batchId, spec } = this.session;
      blocks.set(name, { segment, part: { batchId, spec, offset: from, rows: this.rows, columns: block.width } });
    }
    return { id: toHex(this.reservation.id), client: this.client.name, rows: this.rows, digest, blocks };
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
