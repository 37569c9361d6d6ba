// What party 0 does all day: keeps keys, agreement and stock as they should be, one session of the parties at a time.
//
//     keys lost, a peer came back -> setup -> reconcile -> tuples that sessions wait for -> kinds below their marks -> wait
//
// Whatever fails is followed by a set-up: keys that have met an error must not be used again. Failures in a row wait longer and
// longer, so that a peer that is down is not called all the time.

import { randomBytes } from 'node:crypto';
import { UsageError } from '../../errors.js';
import { codeToTell } from '../../net/error-codes.js';
import { DIGEST_BYTES } from '../../params.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import type { Log } from '../ports.js';
import { callPeer, type PeerCaller, type Task } from './control.js';
import type { MarkTable } from './marks.js';
import { batchOf, type Granules, type Order, ordersOf, productionSize, sumOf, unitsLeft } from './orders.js';
import type { Cost } from './rates.js';
import type { Site } from './site.js';

export interface ProducerOptions {
  readonly site: Site;
  /** Opens this party's side of a session and plays it. @throws as Site.open, and what ends the session */
  readonly watch: (task: Task, session: Uint8Array) => Promise<Cost>;
  /** By party. */
  readonly peers: ReadonlyMap<number, PeerCaller>;
  readonly marks: MarkTable;
  readonly parties: number;
  readonly granules: Granules;
  /** Elements that one party may hold of one production. */
  readonly productionElements: number;
  readonly log: Log;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** Nothing is forgotten for longer than this, whoever should have woken whom. */
const IDLE_MS = 5000;

/** A kind that a party refused to make is not asked for again for so long. */
const REFUSED_MS = 5000;

interface Waiting {
  readonly spec: BatchSpec;
  done(): void;
}

interface Production {
  readonly order: Order;
  readonly units: number;
}

export class Producer {
  private readonly waiting = new Set<Waiting>();
  /** Lives of the peers that were called last, and those that have told of themselves since. */
  private readonly called = new Map<number, string>();
  private readonly arrived = new Map<number, string>();
  /** Kinds that a party has just refused to make, and until when they are let alone. */
  private readonly refused = new Map<string, number>();
  private setUpNeeded = true;
  private agreementNeeded = true;
  private failures = 0;
  private closed = false;
  private wakeUp: () => void = () => undefined;
  private readonly ended: Promise<void>;
  private settled: () => void = () => undefined;
  /** Resolves when keys and stores have been agreed on for the first time. */
  readonly ready: Promise<void>;

  constructor(private readonly options: ProducerOptions) {
    this.ready = new Promise((resolve) => {
      this.settled = resolve;
    });
    this.ended = this.work();
  }

  /** Looks at once whether there is something to do. */
  wake(): void {
    this.wakeUp();
  }

  /** A peer has started. If the keys were made with an earlier life of it, they are of no use. */
  joined(party: number, instance: string): void {
    this.arrived.set(party, instance);
    this.failures = 0;
    this.wake();
  }

  /** The stores were found to differ. */
  disagreed(): void {
    this.agreementNeeded = true;
    this.wake();
  }

  /**
   * Has the tuples made and waits for them.
   * @param signal nobody waits any more
   * @returns when they are there, or nobody waits, or after `ms`
   */
  async obtain(spec: BatchSpec, ms: number, signal: AbortSignal): Promise<void> {
    // They may have been made since they were found missing.
    if (signal.aborted || (!this.agreementNeeded && this.options.site.store.shortfall(spec).length === 0)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => entry.done(), ms);
      const entry: Waiting = {
        spec,
        done: () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', entry.done);
          this.waiting.delete(entry);
          resolve();
        },
      };
      this.waiting.add(entry);
      signal.addEventListener('abort', entry.done);
      this.wake();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    for (const { done } of [...this.waiting]) done();
    await this.ended;
  }

  private async work(): Promise<void> {
    while (!this.closed) {
      const step = this.next();
      if (step === null) await this.sleep(IDLE_MS);
      else await this.attempt(step);
    }
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (this.closed) return;
      this.setUpNeeded = true;
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures++);
      this.options.log('warn', 'preprocessing interrupted', { code: codeToTell(error), retryMs: delay });
      await this.sleep(delay);
    }
  }

  private next(): (() => Promise<void>) | null {
    const { site } = this.options;
    if (this.setUpNeeded || !site.usable || this.peerCameBack()) return () => this.setUp();
    const { state } = site.store;
    if (state === 'failed') return null;
    if (this.agreementNeeded || state !== 'agreed') return () => this.agree();
    const production = this.nextProduction();
    return production === null ? null : () => this.produce(production);
  }

  /** Are there keys made with an earlier life of a peer? */
  private peerCameBack(): boolean {
    return [...this.arrived].some(([party, instance]) => this.called.get(party) !== instance);
  }

  private async setUp(): Promise<void> {
    this.setUpNeeded = false;
    this.agreementNeeded = true;
    await this.meet({ purpose: 'setup' });
  }

  private async agree(): Promise<void> {
    await this.meet({ purpose: 'reconcile' });
    this.agreementNeeded = false;
    this.settled();
    this.serve();
  }

  private async produce({ order, units }: Production): Promise<void> {
    const { log } = this.options;
    const { key } = order;
    log('info', 'production begun', { kind: key, units });
    const cost = await this.meet({ purpose: 'produce', spec: batchOf(order, units), key, units }).catch((error) => {
      if (!isRefusal(error)) throw error;
      this.refused.set(key, Date.now() + REFUSED_MS);
      log('warn', 'production refused', { kind: key, code: codeToTell(error) });
      return null;
    });
    if (cost === null) return;
    const { ms, bytesSent } = cost;
    log('info', 'production done', { kind: key, units, ms: Math.round(ms), bytesSent });
    this.failures = 0;
    this.serve();
  }

  /** Has all parties open one session and plays this party's side. */
  private async meet(task: Task): Promise<Cost> {
    const { site, peers, watch } = this.options;
    const session = new Uint8Array(randomBytes(DIGEST_BYTES));
    const calls = [...peers].map(async ([party, peer]) => {
      const instance = await callPeer(peer, task, session);
      if (task.purpose !== 'setup') return;
      this.called.set(party, instance);
      if (this.arrived.get(party) !== instance) this.arrived.delete(party);
    });
    const answers = await Promise.allSettled(calls);
    const refusal = answers.find((answer) => answer.status === 'rejected');
    if (refusal !== undefined) {
      site.cancel(session);
      throw refusal.reason;
    }
    try {
      return await watch(task, session);
    } catch (error) {
      site.cancel(session); // for peers that wait for a party that never came
      throw error;
    }
  }

  /** Those who wait first, then the kind that is lowest. */
  private nextProduction(): Production | null {
    const { site, marks, parties, granules, productionElements } = this.options;
    const { kinds } = site.store.status();
    const lines = marks.lines(kinds);
    const sized = (order: Order, wanted: number): Production => ({
      order,
      units: productionSize(order, wanted, parties, granules, productionElements),
    });
    const refused = (key: string) => (this.refused.get(key) ?? 0) > Date.now();
    for (const [key, order] of this.awaited()) {
      if (refused(key)) continue;
      const left = unitsLeft(kinds, order);
      if (left >= order.units) continue;
      const { high = 0 } = lines.find((line) => line.order.key === key) ?? {};
      return sized(order, Math.max(order.units, high) - left);
    }
    const low = lines
      .filter((line) => line.left < line.low && !refused(line.order.key))
      .sort((x, y) => x.left / x.low - y.left / y.low);
    const [lowest] = low;
    return lowest === undefined ? null : sized(lowest.order, lowest.high - lowest.left);
  }

  /** What all sessions that wait take together; what only one of them lacks for another reason is made for it. */
  private awaited(): Map<string, Order> {
    return sumOf([...this.waiting].flatMap(({ spec }) => ordersOf(spec)));
  }

  private serve(): void {
    const { store } = this.options.site;
    for (const { spec, done } of [...this.waiting]) if (store.shortfall(spec).length === 0) done();
  }

  private async sleep(ms: number): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = () => undefined;
  }
}

/** A party has no such matrix any more, or no room: nothing was begun, and the keys are as good as before. */
function isRefusal(error: unknown): boolean {
  return error instanceof UsageError && (error.code === 'UNKNOWN_DATASET' || error.code === 'LIMIT_EXCEEDED');
}
