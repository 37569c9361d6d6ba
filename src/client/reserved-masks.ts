// The masks of one reservation at the client, from the parties' shares to the confirmation. Uploads and queries take the same
// steps; they differ in when e is sent and who makes the challenge.

import type { RandomBytes } from '../crypto/random.js';
import { UsageError } from '../errors.js';
import { type Confirmation, inputDigest, seedDigest, sumDigest } from '../io/digests.js';
import { maskWitness, requireSums } from '../io/input.js';
import { type Extent, type MaskLayout, maskBytes } from '../io/layout.js';
import { maskSum } from '../io/mask-sum.js';
import { type ClientMasks, combineMasks } from '../io/messages.js';
import { prove } from '../io/range-proof.js';
import type { Witness } from '../io/witness.js';
import type { Arena, Kernel } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import { DIGEST_BYTES, SEED_BYTES } from '../params.js';
import { type Answers, jsonBody, type PartyCalls } from './calls.js';
import { toHex } from './encoding.js';

/** What a client needs to talk to the parties and to compute. */
export interface ClientContext {
  readonly kernel: Kernel;
  readonly random: RandomBytes;
  readonly calls: PartyCalls;
  /** Raw, 65 bytes. */
  readonly publicKey: Uint8Array;
}

export class ReservedMasks {
  /** s: its sums are checked once. */
  readonly seed: Uint8Array;
  private readonly done = new Set<string>();

  private constructor(
    private readonly context: ClientContext,
    readonly arena: Arena,
    readonly layout: MaskLayout,
    private readonly id: Uint8Array,
    /** The reservation's path at every party. */
    readonly path: string,
    private readonly masks: ClientMasks,
    /** What each party says the reservation cost it. */
    readonly stats: Answers['stats'],
  ) {
    this.seed = context.random(SEED_BYTES);
  }

  /**
   * Reserves at all parties, under a fresh id, and adds up their shares.
   * @param request what the reservation is for, as the parties' API has it
   * @param id      32 bytes, fresh
   * @throws ChannelError, UsageError as the parties report it, SecurityAbort NOT_CANONICAL_SHARE
   */
  static async reserve(
    context: ClientContext,
    kind: 'uploads' | 'queries',
    layout: MaskLayout,
    request: Readonly<Record<string, unknown>>,
    id: Uint8Array = context.random(DIGEST_BYTES),
  ): Promise<ReservedMasks> {
    const { kernel, calls } = context;
    const path = `/v1/${kind}/${toHex(id)}`;
    const body = jsonBody(request);
    const { bodies, stats } = await calls.bytes(path, () => body, maskBytes(layout, calls.parties));
    const arena = kernel.newArena();
    try {
      return new ReservedMasks(context, arena, layout, id, path, combineMasks(arena, bodies, layout.total), stats);
    } catch (error) {
      arena.release();
      throw error;
    }
  }

  get idText(): string {
    return toHex(this.id);
  }

  get outputs(): Vector {
    return slice(this.masks.values, this.layout.outputs);
  }

  /** e = x - r. @throws UsageError WRONG_STATE a second time: two masked inputs would show their difference */
  mask(witness: Witness): Vector {
    this.once('mask inputs');
    return maskWitness(this.arena, witness, slice(this.masks.values, this.layout.inputs));
  }

  /**
   * Compares the parties' u with the own one.
   * @param input H(e) of what was sent with the seed; of nothing if nothing was
   * @returns what to confirm
   * @throws SecurityAbort MASK_CHECK_FAILED
   */
  check(sums: readonly Uint8Array[], input = inputDigest(this.context.kernel)): Confirmation {
    const { kernel } = this.context;
    const own = maskSum(this.arena, this.seed, this.masks.values);
    requireSums(own, sums);
    return {
      seed: seedDigest(kernel, this.seed),
      sum: sumDigest(kernel, own.toBytes()),
      input,
    };
  }

  /**
   * The proof for one verifier.
   * @param input H(e)      @param challenge the verifier's; null for Fiat-Shamir
   * @throws UsageError WRONG_STATE for a second one: two under the same masks would show their difference
   */
  prove(witness: Witness, verifier: number, input: Uint8Array, challenge: Uint8Array | null): Uint8Array {
    this.once(`prove to party ${verifier}`);
    const tags = this.masks.tags[verifier] as Vector;
    const context = {
      reservation: this.id,
      client: this.context.publicKey,
      verifier,
      parties: this.context.calls.parties,
      statement: witness.statement,
      rows: witness.rows,
      inputDigest: input,
      challenge,
    };
    const { inputs, proof } = this.layout;
    const masks = { values: slice(this.masks.values, proof), tags: slice(tags, proof) };
    return prove(this.arena, context, witness, slice(tags, inputs), masks).toBytes();
  }

  private once(what: string): void {
    if (this.done.has(what)) throw new UsageError('WRONG_STATE', `the masks of one reservation ${what} once`);
    this.done.add(what);
  }

  /** Wipes the masks. */
  release(): void {
    this.arena.release();
    this.seed.fill(0);
  }
}

function slice(vector: Vector, { from, to }: Extent): Vector {
  return vector.slice(from, to);
}
