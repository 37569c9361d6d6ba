// The trusted dealer. It knows every share it deals, and must be offline for the attacker: parties that use it trust it for
// secrecy and correctness both, and nothing else. It keeps a master seed and no state per batch.
//
// @hazard The dealer answers the same request twice with the same tuples: that no batch id is used twice is the business of
// the parties, who name a batch by nonces of all of them. Who asks must be who he says (TLS): an answer is one party's
// secret.

import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { type BatchSpec, type DemandOf, itemsOf, lineKey, matvecLengths } from '../kinds.js';
import { correctionsPerItem } from '../layout.js';
import { hashSpec, inputMasksOf, requireSpec } from '../spec.js';
import { InlineRunner, type TaskRunner } from '../tasks.js';
import { correctionBytes, type DealtBatch, decodeDealt } from './answer.js';
import { chunkCount } from './chunks.js';
import { chunkBytes, type DealRequest, type LineSecret, operandOf } from './deal.js';
import { sumMasks } from './mask-sums.js';
import { Matrices } from './matrices.js';
import { type MatrixDescriptor, shapeOf } from './matrix.js';
import { batchSecret, labelsOf, macKeyShare, partySeed } from './seeds.js';

/** Most chunks per task: long enough that handing it to a thread does not count. */
const CHUNKS_PER_TASK = 4;

/** Tasks per thread that a line is cut into if it has the chunks: the threads end at about the same time. */
const TASKS_PER_THREAD = 4;

const CACHE_BYTES = 512 * 2 ** 20;

export interface DealerOptions {
  readonly kernel: Kernel;
  /** 32 secret bytes; whoever has them knows everything ever dealt. */
  readonly masterSeed: Uint8Array;
  readonly parties: number;
  /** Where the work is done; by default in the calling thread. */
  readonly runner?: TaskRunner;
  /** Bytes of matrices kept in memory. */
  readonly cacheBytes?: number;
}

export interface DealOrder {
  /** Names the MAC key. */
  readonly keyId: Uint8Array;
  /** Names the batch; never used for anything else. */
  readonly batchId: Uint8Array;
  readonly spec: BatchSpec;
  readonly party: number;
  readonly signal?: AbortSignal;
}

interface Line {
  readonly demand: BatchSpec[number];
  readonly line: LineSecret;
  /** Where the line's corrections start. */
  readonly at: number;
}

export class Dealer {
  readonly parties: number;
  readonly #kernel: Kernel;
  readonly #masterSeed: Uint8Array;
  readonly #runner: TaskRunner;
  readonly #matrices: Matrices;

  /** @throws UsageError INVALID_ARGUMENT */
  constructor(options: DealerOptions) {
    const { kernel, masterSeed, parties } = options;
    if (masterSeed.length !== SEED_BYTES) {
      throw new UsageError(
        'INVALID_ARGUMENT',
        `expected a master seed of ${SEED_BYTES} bytes, got ${masterSeed.length}`,
      );
    }
    requireSpec([], parties);
    this.parties = parties;
    this.#kernel = kernel;
    this.#masterSeed = masterSeed.slice();
    this.#runner = options.runner ?? new InlineRunner(kernel);
    const cacheBytes = options.cacheBytes ?? CACHE_BYTES;
    this.#matrices = new Matrices({ kernel, runner: this.#runner, masterSeed: this.#masterSeed, parties, cacheBytes });
  }

  /** alpha_i, 8 bytes: for party i alone. @throws UsageError INVALID_ARGUMENT */
  keyShare(keyId: Uint8Array, party: number): Uint8Array {
    this.#requireParty(party);
    const arena = this.#kernel.newArena();
    try {
      return macKeyShare(arena, this.#masterSeed, this.parties, keyId, party).toBytes();
    } finally {
      arena.release();
    }
  }

  /**
   * Makes matvec tuples possible for a matrix of input masks this dealer dealt (it need not remember them).
   * @returns the matrix id, as `matrixId` computes it
   * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED
   */
  registerMatrix(descriptor: MatrixDescriptor): string {
    for (const part of descriptor.parts) requireSpec(part.spec, this.parties);
    return this.#matrices.register(descriptor);
  }

  /**
   * One party's side of a batch: instantaneous for all but the last party. The bytes may lie in shared memory.
   * @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED, UNKNOWN_DATASET (register the matrix), or the signal's reason
   */
  async deal(order: DealOrder): Promise<DealtBatch> {
    const { keyId, batchId, spec, party } = order;
    this.#requireParty(party);
    requireSpec(spec, this.parties);
    for (const demand of spec) if (demand.kind === 'matvec') this.#requireMatrix(demand, keyId);
    const secret = batchSecret(
      this.#kernel,
      this.#masterSeed,
      this.parties,
      keyId,
      batchId,
      hashSpec(this.#kernel, spec),
    );
    const bytes = this.#runner.allocate(SEED_BYTES + correctionBytes(spec, party, this.parties));
    bytes.set(partySeed(this.#kernel, secret, party));
    const dealt = decodeDealt(bytes);
    if (dealt.corrections.length > 0) await this.#correct(order, secret, dealt.corrections);
    return dealt;
  }

  /** Forgets all matrices. The runner stays its owner's. */
  close(): void {
    this.#matrices.close();
  }

  /** Spreads the chunks of all lines over the runner, a bounded number at a time. */
  async #correct(order: DealOrder, secret: Uint8Array, corrections: Uint8Array): Promise<void> {
    const { keyId, spec, signal } = order;
    const lines = this.#lines(spec, secret);
    const products = await this.#products(spec, lines, secret);
    const macKeys = new Uint8Array(this.parties * ELEMENT_BYTES);
    for (let i = 0; i < this.parties; i++) macKeys.set(this.keyShare(keyId, i), i * ELEMENT_BYTES);
    const tasks = this.#tasks(lines, macKeys, products, corrections);
    const options = signal === undefined ? {} : { signal };
    const worker = async () => {
      for (const request of tasks) await this.#runner.run('dealChunks', request, options);
    };
    await Promise.all(Array.from({ length: this.#runner.threads + 1 }, worker));
  }

  #lines(spec: BatchSpec, secret: Uint8Array): Line[] {
    const labels = labelsOf(spec);
    let at = 0;
    return spec.map((demand, index) => {
      const line = { secret, label: labels[index] ?? '', parties: this.parties };
      const entry = { demand, line, at };
      at += itemsOf(demand) * correctionsPerItem(demand, this.parties) * ELEMENT_BYTES;
      return entry;
    });
  }

  *#tasks(
    lines: readonly Line[],
    macKeys: Uint8Array,
    products: ReadonlyMap<Line, Uint8Array>,
    corrections: Uint8Array,
  ): Generator<DealRequest> {
    for (const entry of lines) {
      const { demand, line } = entry;
      const product = products.get(entry);
      const chunks = chunkCount(demand);
      const step = Math.min(CHUNKS_PER_TASK, Math.ceil(chunks / (TASKS_PER_THREAD * this.#runner.threads)));
      let { at } = entry;
      for (let from = 0; from < chunks; from += step) {
        const to = Math.min(chunks, from + step);
        const end = at + chunkBytes(demand, this.parties, from, to);
        const out = corrections.subarray(at, end);
        yield { ...line, demand, macKeys, from, to, out, ...(product === undefined ? {} : { product }) };
        at = end;
      }
    }
  }

  /** c of every matvec line: one pass over a matrix for all lines of its orientation. */
  async #products(spec: BatchSpec, lines: readonly Line[], secret: Uint8Array): Promise<Map<Line, Uint8Array>> {
    const groups = new Map<
      string,
      { readonly demand: DemandOf<'matvec'>; readonly lines: Line[]; readonly bs: Uint8Array[] }
    >();
    for (const entry of lines) {
      const { demand } = entry;
      if (demand.kind !== 'matvec') continue;
      const group = groups.get(lineKey(demand)) ?? { demand, lines: [], bs: [] };
      group.lines.push(entry);
      group.bs.push(this.#operand(spec, demand, entry.line, secret));
      groups.set(lineKey(demand), group);
    }
    const products = new Map<Line, Uint8Array>();
    for (const group of groups.values()) {
      const { matrix, orientation } = group.demand;
      const cs = await this.#matrices.use(matrix, (R) => R.multiply(orientation, group.bs));
      group.lines.forEach((line, index) => {
        const c = cs[index];
        if (c !== undefined) products.set(line, c);
      });
    }
    return products;
  }

  #operand(spec: BatchSpec, demand: DemandOf<'matvec'>, line: LineSecret, secret: Uint8Array): Uint8Array {
    if (demand.operand.from === 'random') return operandOf(this.#kernel, line, demand);
    const { offset } = demand.operand;
    const range = { secret, masks: inputMasksOf(spec), from: offset, to: offset + matvecLengths(demand).operand };
    return sumMasks(this.#kernel, { parties: this.parties, ranges: [range] });
  }

  #requireMatrix(demand: DemandOf<'matvec'>, keyId: Uint8Array): void {
    const descriptor = this.#matrices.descriptorOf(demand.matrix);
    const { rows, columns } = shapeOf(descriptor);
    if (rows !== demand.rows || columns !== demand.columns) {
      throw new UsageError(
        'INVALID_ARGUMENT',
        `matrix ${demand.matrix} is ${rows} x ${columns}, not ${demand.rows} x ${demand.columns}`,
      );
    }
    if (!descriptor.keyId.every((byte, k) => byte === keyId[k]) || descriptor.keyId.length !== keyId.length) {
      throw new UsageError('INVALID_ARGUMENT', `matrix ${demand.matrix} belongs to another key`);
    }
  }

  #requireParty(party: number): void {
    if (Number.isInteger(party) && party >= 0 && party < this.parties) return;
    throw new UsageError('INVALID_ARGUMENT', `expected a party below ${this.parties}, got ${party}`);
  }
}
