// Pure computations that may run in another thread: buffers in, buffers out, and the same answer wherever and however
// often they run. The pool runs them in workers; the inline runner runs them where it stands (browsers, tests).

import { UsageError } from '../errors.js';
import { type Kernel, Shard, type ShardDescriptor } from '../kernel/index.js';
import { type DealRequest, dealChunks } from './dealer/deal.js';
import { type MaskRequest, sumMasks } from './dealer/mask-sums.js';
import { forgetRing, type KeyRooms } from './lowgear/key-ring.js';
import { answerMacs, openMacs } from './lowgear/mac-tasks.js';
import { answerMatvec, openMatvec } from './lowgear/matvec/answer-tasks.js';
import { answerBinding, openBinding } from './lowgear/matvec/binding-tasks.js';
import { type MaskProductRequest, multiplyMasks } from './lowgear/matvec/multiply-task.js';
import { openProducts } from './lowgear/product-open.js';
import { answerProducts } from './lowgear/product-tasks.js';
import { checkRequests, makeRequests } from './lowgear/request-tasks.js';
import { multiplyStacked } from './stacked.js';

/** What a thread keeps between tasks. */
export interface TaskContext {
  readonly kernel: Kernel;
  /** Shards this thread is attached to, by id. */
  readonly shards: Map<string, Shard>;
  /** Key rings of the preprocessing without a dealer that this thread has unpacked. */
  keyRooms?: KeyRooms;
}

/** Lets go of shards and of keys, which are wiped. @param ids of either; others are ignored */
export function forget(context: TaskContext, ids: Iterable<string>): void {
  for (const id of ids) {
    context.shards.delete(id);
    if (context.keyRooms !== undefined) forgetRing(context.keyRooms, id);
  }
}

function roomsOf(context: TaskContext): KeyRooms {
  context.keyRooms ??= new Map();
  return context.keyRooms;
}

export interface ProductRequest {
  /** Names the shard for as long as the process runs. */
  readonly shard: string;
  readonly descriptor: ShardDescriptor;
  /** Working space that nobody else uses until this task is done. */
  readonly slot: number;
  readonly transposed: boolean;
  /** Vectors one after the other. */
  readonly xs: Uint8Array;
}

/** A x (or A^T x) for each x, one after the other. */
async function multiplyShard(context: TaskContext, request: ProductRequest): Promise<Uint8Array> {
  const { descriptor, slot, transposed, xs } = request;
  let attached = context.shards.get(request.shard);
  if (attached === undefined) {
    attached = await Shard.attach(descriptor);
    context.shards.set(request.shard, attached);
  }
  const shard = attached.inSlot(slot);
  try {
    return multiplyStacked(shard, transposed, xs);
  } catch (error) {
    if (!(error instanceof UsageError && error.code === 'WRONG_STATE')) throw error;
    // The slot is this task's alone, so whoever left it busy is a thread that died.
    shard.reclaim(slot);
    return multiplyStacked(shard, transposed, xs);
  }
}

const NOTHING = new Uint8Array(0);

function deal(context: TaskContext, request: DealRequest): Uint8Array {
  dealChunks(context.kernel, request);
  return NOTHING;
}

/** A task that works in the rooms of key rings. */
function inRooms<R>(body: (kernel: Kernel, rooms: KeyRooms, request: R) => Uint8Array | Promise<Uint8Array>) {
  return (context: TaskContext, request: R) => body(context.kernel, roomsOf(context), request);
}

/** All tasks. Small results are buffers of their own, which the pool moves; large ones go into memory the request shares. */
export const TASKS = {
  dealChunks: deal,
  sumMasks: (context: TaskContext, request: MaskRequest) => sumMasks(context.kernel, request),
  multiplyShard,
  makeRequests: inRooms(makeRequests),
  checkRequests: inRooms(checkRequests),
  answerProducts: inRooms(answerProducts),
  openProducts: inRooms(openProducts),
  answerMacs: inRooms(answerMacs),
  openMacs: inRooms(openMacs),
  answerBinding: inRooms(answerBinding),
  openBinding: inRooms(openBinding),
  answerMatvec: inRooms(answerMatvec),
  openMatvec: inRooms(openMatvec),
  multiplyMasks: (context: TaskContext, request: MaskProductRequest) => multiplyMasks(context.kernel, request),
} satisfies Record<string, (context: TaskContext, request: never) => Uint8Array | Promise<Uint8Array>>;

export type TaskName = keyof typeof TASKS;
export type TaskRequest<K extends TaskName> = Parameters<(typeof TASKS)[K]>[1];

export interface TaskOptions {
  /** Ends the wait, and the computation where that is possible. */
  readonly signal?: AbortSignal;
}

/** The port to whatever computes. The pool implements it. */
export interface TaskRunner {
  /** How many tasks run at the same time. */
  readonly threads: number;
  /** @throws what the task throws; the signal's reason when it aborts */
  run<K extends TaskName>(task: K, request: TaskRequest<K>, options?: TaskOptions): Promise<Uint8Array>;
  /** Zeroed memory that tasks can write to when a request names a part of it. */
  allocate(bytes: number): Uint8Array;
  /** Lets go of shards, and of key rings: their owner will not name them again. */
  forgetShards(ids: readonly string[]): void;
}

/** Runs one task in a context. */
export async function perform<K extends TaskName>(
  context: TaskContext,
  task: K,
  request: TaskRequest<K>,
): Promise<Uint8Array> {
  const body = TASKS[task] as (context: TaskContext, request: TaskRequest<K>) => Uint8Array | Promise<Uint8Array>;
  return await body(context, request);
}

/** Runs every task in the calling thread. */
export class InlineRunner implements TaskRunner {
  readonly threads = 1;
  readonly #context: TaskContext;

  constructor(kernel: Kernel) {
    this.#context = { kernel, shards: new Map() };
  }

  async run<K extends TaskName>(task: K, request: TaskRequest<K>, options: TaskOptions = {}): Promise<Uint8Array> {
    options.signal?.throwIfAborted();
    return await perform(this.#context, task, request);
  }

  allocate(bytes: number): Uint8Array {
    return new Uint8Array(bytes);
  }

  forgetShards(ids: readonly string[]): void {
    forget(this.#context, ids);
  }
}
