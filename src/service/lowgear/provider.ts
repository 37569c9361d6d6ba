// Tuples without a trusted dealer: the parties make them together, store them, and sessions take them from the stores. A session that
// finds too little waits while more is made: party 0 knows what is missing and has it made, and the parties repeat the
// reservation until it is granted.

import { randomBytes } from 'node:crypto';
import { toHex } from '../../client/encoding.js';
import { ChannelError, UsageError } from '../../errors.js';
import type { Arena } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import { reserve } from '../../preprocessing/store/index.js';
import type { TaskRunner } from '../../preprocessing/tasks.js';
import { run } from '../../protocol/run.js';
import type { ClosableMatrix, Provision, TupleProvider, TupleRequest } from '../ports.js';
import { type Attendant, callLead, LEAD, type PeerCaller, type Task } from './control.js';
import { DEFAULT_POLICY, MarkTable, type StockPolicy } from './marks.js';
import { GRANULES, type Granules, ordersOf, unitsLeft } from './orders.js';
import { Producer } from './producer.js';
import { Rates } from './rates.js';
import { Site, type SiteOptions } from './site.js';
import type { PreprocessingStatus, Producing } from './status.js';
import { disagrees, mayWait, WatchedChannel } from './waiting.js';

export interface ProviderOptions extends SiteOptions {
  /** Runs the productions. */
  readonly runner: TaskRunner;
  /** All other parties; the lead calls them, they call the lead. */
  readonly peers: ReadonlyMap<number, PeerCaller>;
  /** Holds alpha_i for as long as the party lives. */
  readonly arena: Arena;
  readonly policy?: Partial<StockPolicy>;
  readonly granules?: Granules;
  readonly productionElements?: number;
  /** How long a session waits for tuples, in attempts and in all. */
  readonly attemptMs?: number;
  readonly patienceMs?: number;
}

/** 32 MB per party, and as much again while it is written down. */
const PRODUCTION_ELEMENTS = 2 ** 22;
/** Shorter than the patience of a round. */
const ATTEMPT_MS = 10_000;
const PATIENCE_MS = 10 * 60_000;
const JOIN_EVERY_MS = 500;

export class LowGearProvider implements TupleProvider, Attendant {
  readonly instance = toHex(new Uint8Array(randomBytes(32)));
  private readonly site: Site;
  private readonly rates = new Rates();
  private readonly marks: MarkTable;
  private producer: Producer | null = null;
  private producing: Producing | null = null;
  private closed = false;
  /** What goes on in the background. */
  private chores: Promise<unknown> = Promise.resolve();
  private settled: (error?: unknown) => void = () => undefined;

  /** @throws UsageError CONFIG_INVALID */
  constructor(private readonly options: ProviderOptions) {
    this.site = new Site(options, options.arena);
    this.marks = new MarkTable({ ...DEFAULT_POLICY, ...options.policy });
  }

  /**
   * Resolves when the parties have keys and agree on what they hold.
   * @throws UsageError DATA_INVALID; ChannelError REFUSED when the running parties hold another MAC key
   */
  async start(): Promise<void> {
    await this.site.load();
    const ready = new Promise<void>((resolve, reject) => {
      this.settled = (error) => (error === undefined ? resolve() : reject(error));
    });
    if (this.options.id === LEAD) this.lead();
    else void this.join();
    await ready;
  }

  get keyId(): Uint8Array {
    return this.site.pinned.keyId;
  }

  get macKey(): Vector {
    return this.site.pinned.macKey;
  }

  /** Could a session get tuples now, or have them made? */
  get usable(): boolean {
    return this.site.usable && this.site.store.state === 'agreed';
  }

  attend(task: Task, session: Uint8Array): void {
    const play = this.site.open(task, session);
    void this.watch(task, play).then(
      () => {
        if (task.purpose === 'reconcile') this.settled();
      },
      (error: unknown) => {
        if (error instanceof ChannelError && error.code === 'REFUSED') this.settled(error);
      },
    );
  }

  joined(party: number, instance: string): void {
    this.producer?.joined(party, instance);
  }

  /** @throws UsageError TUPLES_EXHAUSTED when they were not made in time; as reserve */
  async provide({ engine, arena, link, spec, signal }: TupleRequest): Promise<Provision> {
    const { now, attemptMs = ATTEMPT_MS, patienceMs = PATIENCE_MS, log } = this.options;
    const started = now();
    const leads = this.producer !== null;
    const watched = new WatchedChannel(link);
    let waitedMs = 0;
    // Attempts are counted, not timed: all parties make the same number.
    for (let attempts = Math.max(1, Math.floor(patienceMs / attemptMs)); ; attempts--) {
      const begun = now();
      try {
        const source = await run(reserve(engine, this.site.store, spec, arena), watched);
        this.producer?.wake();
        // The others wait within the reservation, for the lead's proposal.
        if (waitedMs > 0 && !leads) waitedMs += now() - begun;
        return { source, waitedMs, cost: this.rates.costOfSpec(spec) };
      } catch (error) {
        if (!watched.failed && disagrees(error)) this.producer?.disagreed();
        if (watched.failed || !mayWait(error)) throw error;
        if (attempts <= 1) throw this.exhausted(spec, now() - started);
        if (waitedMs === 0) log('info', 'tuples awaited', { missing: this.missing(spec) });
        await this.producer?.obtain(spec, attemptMs, signal);
      }
      waitedMs += now() - begun;
    }
  }

  async registerMatrix(matrix: ClosableMatrix): Promise<void> {
    this.site.matrices.register(matrix);
  }

  releaseMatrix(matrix: ClosableMatrix): void {
    if (this.closed || !this.site.matrices.release(matrix)) return;
    this.options.runner.forgetShards([matrix.id]);
    this.chores = this.chores
      .then(() => this.site.store.discardMatrix(matrix.id))
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : typeof error;
        this.options.log('error', 'tuples of a matrix not discarded', { name });
      });
  }

  checkFailed(): void {
    this.site.burn();
    this.producer?.wake();
  }

  forecast(dataset: string, spec: BatchSpec): void {
    this.marks.forecast(dataset, spec);
    this.producer?.wake();
  }

  status(): PreprocessingStatus {
    const { kinds, bytes } = this.site.store.status();
    const { producing } = this;
    const stock = this.marks.lines(kinds).map(({ order: { key }, left, low, high }) => {
      return { key, left, low, high, rate: this.rates.perSecond(key) };
    });
    const forecasts = [...this.marks.queries()].map(({ dataset, orders }) => {
      const { ms, bytesSent } = this.rates.costOf(orders);
      return { dataset, needs: orders.map(({ key, units }) => ({ key, units })), ms, bytesSent };
    });
    const rate = producing === null ? null : this.rates.perSecond(producing.key);
    return { kind: 'lowgear', stock, forecasts, producing, rate, bytes };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.site.interrupt();
    await this.producer?.close();
    await this.chores;
    await this.site.close();
  }

  private lead(): void {
    const { parties, peers, log, granules = GRANULES, productionElements = PRODUCTION_ELEMENTS } = this.options;
    const site = this.site;
    const watch = (task: Task, session: Uint8Array) => this.watch(task, site.open(task, session));
    const { marks } = this;
    this.producer = new Producer({ site, watch, peers, marks, parties, granules, productionElements, log });
    this.producer.ready.then(this.settled, this.settled);
  }

  /** Tells the lead that this party is there, until it listens. */
  private async join(): Promise<void> {
    const lead = this.options.peers.get(LEAD);
    while (lead !== undefined && !this.closed) {
      try {
        await callLead(lead, this.instance);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, JOIN_EVERY_MS));
      }
    }
  }

  /** Plays a session, and keeps what a production cost. */
  private async watch(task: Task, play: () => ReturnType<ReturnType<Site['open']>>) {
    if (task.purpose !== 'produce') return await play();
    const { key, units } = task;
    const mine = { key, units, since: Date.now() };
    this.producing = mine;
    try {
      const cost = await play();
      this.rates.record(key, units, cost);
      return cost;
    } finally {
      if (this.producing === mine) this.producing = null;
    }
  }

  private missing(spec: BatchSpec): string {
    const short = this.site.store.shortfall(spec).map(({ key, needs, has }) => `${key}: needs ${needs}, has ${has}`);
    return short.join('; ') || 'the parties have to agree on what they hold';
  }

  private exhausted(spec: BatchSpec, waitedMs: number): UsageError {
    const { kinds } = this.site.store.status();
    const short = ordersOf(spec).map((order) => ({ ...order, units: order.units - unitsLeft(kinds, order) }));
    const seconds = this.rates.secondsFor(short.filter(({ units }) => units > 0));
    const estimate = seconds === null ? 'it is not known when it will be ready' : `ready in ${Math.ceil(seconds)} s`;
    const waited = `waited ${Math.round(waitedMs / 1000)} s`;
    return new UsageError('TUPLES_EXHAUSTED', `${this.missing(spec)}; ${waited}; ${estimate}`);
  }
}
