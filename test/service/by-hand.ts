// One reservation by hand, step by step: what an honest client would send next, for a test to send, to change, to repeat or to keep.

import { randomBytes } from 'node:crypto';
import { queryStatement, uploadStatement } from '../../src/apps/recommender/statements.js';
import { completeValues } from '../../src/io/complete.js';
import { inputDigest, seedDigest, sumDigest } from '../../src/io/digests.js';
import { maskWitness } from '../../src/io/input.js';
import { type MaskLayout, maskLayout } from '../../src/io/layout.js';
import { maskSum } from '../../src/io/mask-sum.js';
import { type ClientMasks, combineMasks, cut, join } from '../../src/io/messages.js';
import { unmask } from '../../src/io/output.js';
import { prove } from '../../src/io/range-proof.js';
import type { Statement } from '../../src/io/statement.js';
import { type BlockValues, Witness } from '../../src/io/witness.js';
import type { Arena } from '../../src/kernel/index.js';
import { freshId, type Hand, json, type Reply } from './hand.js';
import { DATASET, type People } from './ratings.js';

type Kind = 'uploads' | 'queries';

export class ByHand {
  readonly seed = new Uint8Array(randomBytes(32));
  readonly arena: Arena;
  readonly layout: MaskLayout;
  readonly path: string;
  masks: ClientMasks | null = null;
  /** e */
  input: Uint8Array = new Uint8Array(0);
  /** u and this party's challenge, as each party answered. */
  sums: Uint8Array[] = [];
  challenges: (Uint8Array | null)[] = [];
  /** What it proves, and masks. */
  witness: Witness;

  constructor(
    readonly hand: Hand,
    readonly kind: Kind,
    readonly statement: Statement,
    readonly rows: number,
    readonly request: object,
    readonly values: BlockValues,
    outputs: number,
    readonly id = freshId(),
  ) {
    const upload = kind === 'uploads';
    this.path = `/v1/${kind}/${id}`;
    this.arena = hand.kernel.newArena();
    this.layout = maskLayout(statement, rows, upload ? 'interactive' : 'fiatShamir', hand.parties, outputs);
    this.witness = new Witness(statement, rows, completeValues(statement, rows, values));
  }

  /** An upload of people from..to-1. */
  static upload(hand: Hand, people: People, from: number, to: number, id?: string): ByHand {
    const rows = to - from;
    const request = { dataset: DATASET, rows };
    return new ByHand(hand, 'uploads', uploadStatement(people.p), rows, request, people.blocks(from, to), 0, id);
  }

  /** One person's question. */
  static query(hand: Hand, people: People, person: number, id?: string): ByHand {
    const request = { program: 'recommender', dataset: DATASET };
    const values = { dense: people.dense(person, person + 1) };
    return new ByHand(hand, 'queries', queryStatement(people.p), 1, request, values, 1 + people.p.sparse, id);
  }

  /** Reserves everywhere and adds the mask shares up. */
  async reserve(): Promise<Reply[]> {
    const replies = await this.hand.everywhere(this.path, () => json(this.request));
    if (replies.every(({ code }) => code === 'ok')) this.take(replies);
    return replies;
  }

  take(replies: readonly Reply[]): void {
    const bodies = replies.map(({ body }) => body);
    this.masks = combineMasks(this.arena, bodies, this.layout.total);
    const { from, to } = this.layout.inputs;
    this.input = maskWitness(this.arena, this.witness, this.masks.values.slice(from, to)).toBytes();
    this.challenges = bodies.map(() => null);
  }

  /** An upload's s | e. */
  get inputBody(): Uint8Array {
    return join(this.seed, this.input);
  }

  /** What the mask check asks for: an upload sends its input along. */
  async challenge(): Promise<Reply[]> {
    const [step, body] = this.kind === 'uploads' ? ['input', this.inputBody] : ['challenge', this.seed];
    const replies = await this.hand.everywhere(`${this.path}/${step}`, () => body);
    if (replies.every(({ code }) => code === 'ok')) this.takeSums(replies);
    return replies;
  }

  takeSums(replies: readonly Reply[]): void {
    const fields = replies.map(({ body }) => cut(body, this.kind === 'uploads' ? [8, 32] : [8]));
    this.sums = fields.map(([sum]) => sum!);
    this.challenges = fields.map(([, challenge]) => challenge ?? null);
  }

  /** H(s) | H(u) | H(e), and for an upload the proof. */
  confirmBody(party: number): Uint8Array {
    const { kernel } = this.hand;
    const upload = this.kind === 'uploads';
    const own = maskSum(this.arena, this.seed, this.masks!.values).toBytes();
    const input = inputDigest(kernel, upload ? this.input : undefined);
    const digests = [seedDigest(kernel, this.seed), sumDigest(kernel, own), input];
    return join(...digests, ...(upload ? [this.proof(party)] : []));
  }

  async confirm(): Promise<Reply[]> {
    return await this.hand.everywhere(`${this.path}/confirm`, (party) => this.confirmBody(party));
  }

  /** A query's e | proof. */
  questionBody(party: number): Uint8Array {
    return join(this.input, this.proof(party));
  }

  async run(): Promise<Reply[]> {
    return await this.hand.everywhere(`${this.path}/run`, (party) => this.questionBody(party));
  }

  /** The honest proof for one party, about the honest values and the input as it is now. */
  proof(verifier: number): Uint8Array {
    const { kernel, key, parties } = this.hand;
    const { inputs, proof } = this.layout;
    const tags = this.masks!.tags[verifier]!;
    const context = {
      reservation: new Uint8Array(Buffer.from(this.id, 'hex')),
      client: key.publicKey,
      verifier,
      parties,
      statement: this.statement,
      rows: this.rows,
      inputDigest: inputDigest(kernel, this.input),
      challenge: this.challenges[verifier] ?? null,
    };
    const masks = { values: this.masks!.values.slice(proof.from, proof.to), tags: tags.slice(proof.from, proof.to) };
    return prove(this.arena, context, this.witness, tags.slice(inputs.from, inputs.to), masks).toBytes();
  }

  /** The answer in the clear. */
  output(replies: readonly Reply[]): number[] {
    const { from, to } = this.layout.outputs;
    const bodies = replies.map(({ body }) => body);
    return unmask(this.arena, bodies, this.masks!.values.slice(from, to)).toBigInts().map(Number);
  }

  /** Up to, but without, the step of this name. */
  async before(step: 'challenge' | 'confirm' | 'run'): Promise<this> {
    for (const [name, play] of [
      ['reserve', () => this.reserve()],
      ['challenge', () => this.challenge()],
      ['confirm', () => this.confirm()],
    ] as const) {
      if (name === step) break;
      for (const reply of await play()) if (reply.code !== 'ok') throw new Error(`${name}: ${reply.message}`);
    }
    return this;
  }
}
