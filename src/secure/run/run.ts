// The engine on shares: runs a schedule stage by stage. All parties hold the same schedule, so they send the same messages in the same
// rounds and take the same tuples; nothing here depends on a secret.

import { UsageError } from '../../errors.js';
import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { join } from '../../online/parts.js';
import type { OnlineParty } from '../../online/party.js';
import { copyTo, sharesIn } from '../../online/scratch.js';
import type { TupleSource } from '../../preprocessing/source.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { outputMasked } from '../../sharing/output.js';
import type { Shares } from '../../sharing/shares.js';
import type { Node } from '../graph/graph.js';
import { nodesOf } from '../plan/batches.js';
import type { Schedule, Stage } from '../plan/schedule.js';
import { type Materials, resultsOf, runBatch } from './batch.js';
import type { RunContext } from './context.js';
import { computeLocal, fetchSource, keptValue, stretchOf } from './local.js';
import { type Held, Home, LARGE, Memory } from './memory.js';
import { type Prepared, reserveChapter } from './prepare.js';
import { scopedParty } from './scoped.js';

/** Small results of local operations, in elements, after which their memory is sorted out. */
const LOCAL_ELEMENTS = 2 ** 20;

/**
 * Runs a program and opens its results under the asking client's masks.
 * Rounds, bytes and tuples as forecast().run says.
 * @param outputMasks one per element of the results, in their order; known to that client alone
 * @returns the masked results, checked: they may be delivered; in the session's arena
 * @throws SecurityAbort when a check fails; UsageError WRONG_STATE for used material, INVALID_ARGUMENT, LENGTH_MISMATCH for a
 *   context that does not fit, before anything is sent
 */
export function* run(
  p: OnlineParty,
  plan: Schedule,
  prepared: Prepared,
  context: RunContext,
  outputMasks: Shares,
): Protocol<Vector> {
  const outputs = plan.results.reduce((sum, { node }) => sum + node.length, 0);
  if (plan.delivery !== 'masked') throw new UsageError('INVALID_ARGUMENT', 'this schedule keeps its results');
  if (outputMasks.length !== outputs) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${outputs} output masks, got ${outputMasks.length}`);
  }
  const execution = new Execution(p, plan, prepared, context);
  try {
    yield* execution.stages();
    return yield* execution.deliver(outputMasks);
  } finally {
    execution.release();
  }
}

/**
 * Runs a set-up: its results stay with the parties, checked.
 * @param arena where they are kept; it may outlive the session
 * @param more  brings the tuples of the next chapter; those of the last one are not needed any more when it is called, and nothing
 *   runs beside it
 * @throws as run
 */
export function* runSetup(
  p: OnlineParty,
  plan: Schedule,
  prepared: Prepared,
  context: Pick<RunContext, 'matrices'>,
  arena: Arena,
  more: MoreTuples = noMore,
): Protocol<Record<string, Shares>> {
  if (plan.delivery !== 'kept') throw new UsageError('INVALID_ARGUMENT', 'this schedule delivers its results');
  const execution = new Execution(p, plan, prepared, { ...context, query: {}, kept: {}, own: [] }, more);
  try {
    yield* execution.stages();
    return yield* execution.keep(arena);
  } finally {
    execution.release();
  }
}

/** The next batch of tuples of a session that has several. */
export type MoreTuples = () => Protocol<TupleSource>;

function* noMore(): Protocol<never> {
  throw new UsageError('TUPLES_EXHAUSTED', 'this schedule has more chapters than batches of tuples');
}

/** One run of a schedule at one party. */
class Execution {
  readonly #memory: Memory;
  /** Of the chapter under way. */
  #tuples: TupleSource;
  #bound: Materials['bound'];
  #chapter = 0;
  /** The arena of small local results, and how many elements are in it. */
  #locals: Home;
  #localElements = 0;

  constructor(
    private readonly p: OnlineParty,
    private readonly plan: Schedule,
    prepared: Prepared,
    private readonly context: RunContext,
    private readonly more: MoreTuples = noMore,
  ) {
    const { tuples, bound } = prepared.take();
    this.#tuples = tuples;
    this.#bound = bound;
    this.#memory = new Memory(p.kernel, plan.uses);
    this.#locals = this.#memory.newScratch();
  }

  *stages(): Protocol<void> {
    for (const stage of this.plan.stages) yield* this.#stage(stage);
  }

  /** The output rule: check, open, check. */
  *deliver(masks: Shares): Protocol<Vector> {
    const { arena } = this.#memory.newScratch();
    const outputs = join(this.plan.results.map(({ node }) => sharesIn(arena, this.#valueOf(node))));
    const masked = yield* outputMasked(scopedParty(this.p, arena, this.#tuples), outputs, masks);
    const delivered = Vector.zeros(this.p.arena, masked.length);
    this.p.kernel.copyInto(masked.span, delivered.span);
    return delivered;
  }

  *keep(arena: Arena): Protocol<Record<string, Shares>> {
    if (this.plan.pendingAtEnd) yield* this.#check();
    const kept = this.plan.results.map(({ name, node }) => [name, copyTo(arena, this.#valueOf(node))] as const);
    return Object.fromEntries(kept);
  }

  release(): void {
    this.#memory.release();
  }

  *#stage({ locals, check, chapter, batches }: Stage): Protocol<void> {
    for (const node of locals) this.#local(node);
    if (check) yield* this.#check();
    if (chapter) yield* this.#nextChapter();
    if (batches.length === 0) return;
    const scratch = this.#memory.newScratch();
    const p = scopedParty(this.p, scratch.arena, this.#tuples);
    const materials: Materials = {
      context: this.context,
      bound: this.#bound,
      sharesOf: (node) => sharesIn(scratch.arena, this.#valueOf(node)),
    };
    const results = yield* parallel(batches.map((batch) => runBatch(p, batch, materials)));
    for (const [node, shares] of resultsOf(batches, results))
      this.#memory.put(node, { shares, home: scratch.retain() });
    for (const { args } of batches.flatMap(nodesOf)) for (const arg of args) this.#memory.used(arg);
    this.#sortLocals();
  }

  *#check(): Protocol<void> {
    const { arena } = this.#memory.newScratch();
    yield* checkOpenings(scopedParty(this.p, arena, this.#tuples));
    this.#settled();
  }

  /** Nothing opened is unchecked. */
  #settled(): void {
    this.#memory.settled();
    this.#locals = this.#memory.newScratch();
    this.#localElements = 0;
  }

  /** Everything opened is checked, and what lives on has moved out of the stages' memory: nobody refers to the tuples so far. */
  *#nextChapter(): Protocol<void> {
    this.p.openings.requireClean('a new chapter');
    this.#settled();
    const source = yield* this.more();
    const p = { ...scopedParty(this.p, this.p.arena), tuples: source };
    const { tuples, bound } = yield* reserveChapter(p, this.plan, ++this.#chapter, this.context);
    this.#tuples = tuples;
    this.#bound = bound;
  }

  #local(node: Node): void {
    const held = node.args.map((arg) => this.#hold(arg));
    const [first] = held as [Held];
    const stretch = stretchOf(node);
    if (node.op.kind === 'within') this.#memory.put(node, { shares: first.shares, home: first.home.retain() });
    else if (stretch !== null) {
      const shares = first.shares.slice(stretch.from, stretch.to);
      this.#memory.put(node, { shares, home: first.home.retain() });
    } else {
      const home = this.#homeFor(node.length);
      const p = scopedParty(this.p, this.#locals.arena, this.#tuples);
      const args = held.map(({ shares }) => sharesIn(home.arena, shares));
      this.#memory.put(node, { shares: computeLocal(p, node, args, this.context), home });
    }
    for (const arg of node.args) this.#memory.used(arg);
    if (this.#localElements > LOCAL_ELEMENTS) this.#sortLocals();
  }

  #valueOf(node: Node): Shares {
    return this.#hold(node).shares;
  }

  /** A value, fetched now if it is one that is there from the start. */
  #hold(node: Node): Held {
    const held = this.#memory.get(node);
    if (held !== undefined) return held;
    const kept = keptValue(node, this.context);
    const fetched = kept === null ? this.#fetch(node) : { shares: kept, home: borrowed(kept) };
    this.#memory.put(node, fetched);
    return fetched;
  }

  #fetch(node: Node): Held {
    const home = this.#homeFor(node.length);
    const p = scopedParty(this.p, this.#locals.arena, this.#tuples);
    return { shares: fetchSource(p, node, home.arena, this.context), home };
  }

  #homeFor(length: number): Home {
    this.#localElements += length;
    return length >= LARGE ? this.#memory.newHome() : this.#locals.retain();
  }

  /** Moves what is still needed out of the arena of local results and starts another one. */
  #sortLocals(): void {
    this.#memory.leave(this.#locals);
    this.#locals = this.#memory.newScratch();
    this.#localElements = 0;
  }
}

/** The home of shares that somebody else holds: it is never given up. */
function borrowed({ value }: Shares): Home {
  return new Home(value.arena).retain();
}
