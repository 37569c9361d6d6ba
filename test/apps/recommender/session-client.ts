// The client of a test session, and where it, or a party it talks to, may lie. Everything is honest by default; a test replaces single
// messages between client and parties.

import { inputDigest, seedDigest, sumDigest } from '../../../src/io/digests.js';
import { maskWitness, requireSums } from '../../../src/io/input.js';
import { type MaskLayout, maskLayout, type ProofMode } from '../../../src/io/layout.js';
import { maskSum } from '../../../src/io/mask-sum.js';
import { type ClientMasks, combineMasks } from '../../../src/io/messages.js';
import { type ProofContext, prove } from '../../../src/io/range-proof.js';
import type { Statement } from '../../../src/io/statement.js';
import type { BlockValues } from '../../../src/io/witness.js';
import { Witness } from '../../../src/io/witness.js';
import type { Arena } from '../../../src/kernel/index.js';
import type { Vector } from '../../../src/math/vector.js';
import type { Deployment } from '../../support/engines.js';

/** Messages from a party to the client: its mask shares, u, and the masked output. */
export type Answer = 'masks' | 'sum' | 'output';
/** Messages from the client to a party: s, the masked input, H(u) in the confirmation, the proof. */
export type Request = 'seed' | 'input' | 'confirmation' | 'proof';

/** What is sent in place of the honest message. */
export interface Lies {
  readonly answer?: (what: Answer, party: number, honest: Uint8Array) => Uint8Array;
  readonly request?: (what: Request, party: number, honest: Uint8Array) => Uint8Array;
  /** The witness of a client that ignores its statement. */
  readonly witness?: (statement: Statement, rows: number, values: BlockValues) => Witness;
}

export interface ClientOptions {
  readonly reservation: Uint8Array;
  readonly key: Uint8Array;
  readonly statement: Statement;
  readonly rows: number;
  readonly mode: ProofMode;
  readonly outputs: number;
  readonly values: BlockValues;
  readonly lies: Lies;
}

export class TestClient {
  readonly arena: Arena;
  readonly layout: MaskLayout;
  readonly seed: Uint8Array;
  private masks: ClientMasks | null = null;
  private masked: Vector | null = null;
  private readonly witness: Witness;

  constructor(
    private readonly deployment: Deployment,
    private readonly options: ClientOptions,
  ) {
    const { statement, rows, mode, outputs, values, lies, reservation } = options;
    this.arena = deployment.kernel.newArena();
    this.layout = maskLayout(statement, rows, mode, deployment.parties, outputs);
    this.witness = lies.witness?.(statement, rows, values) ?? new Witness(statement, rows, values);
    this.seed = seedDigest(deployment.kernel, reservation); // any 32 bytes that nobody else chose
  }

  /** Takes the mask shares, one body per party. */
  receiveMasks(bodies: readonly Uint8Array[]): void {
    this.masks = combineMasks(this.arena, bodies, this.layout.total);
    const { from, to } = this.layout.inputs;
    this.masked = maskWitness(this.arena, this.witness, this.masks.values.slice(from, to));
  }

  /** e, 8 bytes per input. */
  get input(): Uint8Array {
    return present(this.masked).toBytes();
  }

  /** The masks of the outputs. */
  get outputMasks(): Vector {
    const { from, to } = this.layout.outputs;
    return present(this.masks).values.slice(from, to);
  }

  /** Every secret number the client holds. */
  get secrets(): bigint[] {
    const masks = this.masks;
    return masks === null ? [] : [masks.values, ...masks.tags].flatMap((vector) => vector.toBigInts());
  }

  /** @throws SecurityAbort MASK_CHECK_FAILED */
  checkSums(answers: readonly Uint8Array[]): Uint8Array {
    const own = maskSum(this.arena, this.seed, present(this.masks).values);
    requireSums(own, answers);
    return sumDigest(this.deployment.kernel, own.toBytes());
  }

  /** The proof for one party, on the input that this party was sent. */
  proofFor(verifier: number, challenge: Uint8Array | null, input: Uint8Array): Uint8Array {
    const { statement, rows, reservation, key } = this.options;
    const { kernel, parties } = this.deployment;
    const { values, tags } = present(this.masks);
    const { inputs, proof } = this.layout;
    const tag = present(tags[verifier] ?? null);
    const context: ProofContext = {
      reservation,
      client: key,
      verifier,
      parties,
      statement,
      rows,
      inputDigest: inputDigest(kernel, input),
      challenge,
    };
    const masks = { values: values.slice(proof.from, proof.to), tags: tag.slice(proof.from, proof.to) };
    return prove(this.arena, context, this.witness, tag.slice(inputs.from, inputs.to), masks).toBytes();
  }

  /** What goes to a party in place of the honest message. */
  say(what: Request, party: number, honest: Uint8Array): Uint8Array {
    return this.options.lies.request?.(what, party, honest) ?? honest;
  }

  /** What comes from the parties in place of their honest answers. */
  hear(what: Answer, honest: readonly Uint8Array[]): Uint8Array[] {
    return honest.map((body, party) => this.options.lies.answer?.(what, party, body) ?? body);
  }
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('the client has no masks yet');
  return value;
}
