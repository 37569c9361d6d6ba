// A query in two halves. Preparing needs no values and may happen long before: masks are reserved, checked and confirmed, and the
// parties prepare what the program allows. Running then takes one round trip: masked inputs and proofs out, masked outputs back.

import { z } from 'zod';
import { UsageError } from '../errors.js';
import { completeValues } from '../io/complete.js';
import { inputDigest } from '../io/digests.js';
import { maskLayout } from '../io/layout.js';
import { join } from '../io/messages.js';
import { unmask } from '../io/output.js';
import type { Statement } from '../io/statement.js';
import { type BlockValues, Witness } from '../io/witness.js';
import { ELEMENT_BYTES } from '../params.js';
import type { Answers } from './calls.js';
import { Outputs } from './outputs.js';
import { type ClientContext, ReservedMasks } from './reserved-masks.js';

export interface QuerySpec {
  readonly program: string;
  readonly dataset: string;
  /** What the program has every asker prove about its single row. */
  readonly statement: Statement;
  /** Elements of the answer. */
  readonly outputs: number;
}

const confirmedForm = z.object({ confirmed: z.literal(true) });

export class PreparedQuery {
  private state: 'ready' | 'over' = 'ready';

  private constructor(
    private readonly context: ClientContext,
    private readonly spec: QuerySpec,
    private readonly masks: ReservedMasks,
  ) {}

  /**
   * Reserves, checks and confirms the masks of one query.
   * @throws SecurityAbort MASK_CHECK_FAILED and others when a party lied; ChannelError; UsageError as the parties report it
   */
  static async prepare(context: ClientContext, spec: QuerySpec): Promise<PreparedQuery> {
    const { calls } = context;
    const { program, dataset, statement, outputs } = spec;
    const layout = maskLayout(statement, 1, 'fiatShamir', calls.parties, outputs);
    const masks = await ReservedMasks.reserve(context, 'queries', layout, { program, dataset });
    try {
      const seed = masks.seed.slice();
      const sums = await calls.bytes(`${masks.path}/challenge`, () => seed, ELEMENT_BYTES);
      const confirmation = masks.check(sums.bodies);
      const body = join(confirmation.seed, confirmation.sum, confirmation.input);
      await calls.json('POST', `${masks.path}/confirm`, () => body, confirmedForm);
      return new PreparedQuery(context, spec, masks);
    } catch (error) {
      masks.release();
      throw error;
    }
  }

  /** 64 hexadecimal digits. */
  get id(): string {
    return this.masks.idText;
  }

  /** What each party says the preparation cost it; not verified. */
  get stats(): Answers['stats'] {
    return this.masks.stats;
  }

  /**
   * Asks.
   * @param values the statement's blocks, one row; digits and slacks are added where they are missing
   * @throws UsageError DATA_INVALID when the values do not satisfy the statement: nothing was sent, the query is still ready;
   *         WRONG_STATE when it has run; SecurityAbort OUTPUT_MISMATCH and others when a party lied; ChannelError
   * @hazard never tried again: if it fails after it was sent, prepare another one
   */
  async run(values: BlockValues): Promise<Outputs> {
    if (this.state !== 'ready') throw new UsageError('WRONG_STATE', 'a prepared query runs once');
    const { statement, outputs } = this.spec;
    const witness = new Witness(statement, 1, completeValues(statement, 1, values));
    this.state = 'over';
    try {
      const { calls, kernel } = this.context;
      const masked = this.masks.mask(witness).toBytes();
      const digest = inputDigest(kernel, masked);
      const bodies = Array.from({ length: calls.parties }, (_, verifier) =>
        join(masked, this.masks.prove(witness, verifier, digest, null)),
      );
      const path = `${this.masks.path}/run`;
      const answers = await calls.bytes(path, (party) => bodies[party] as Uint8Array, outputs * ELEMENT_BYTES);
      const clear = unmask(this.masks.arena, answers.bodies, this.masks.outputs);
      return new Outputs(clear.toBigInts(), answers.stats);
    } finally {
      this.masks.release();
    }
  }

  /** Forgets the masks without asking. */
  discard(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.masks.release();
  }
}
