// What one party holds of the preprocessing without a dealer (keys, store, matrices) and its side of the three kinds of sessions:
//
//     setup      compare key ids; keys for the encryption, always new; the MAC key is the stored one if all have the same
//     reconcile  compare what the stores hold
//     produce    make a batch, store it, and commit it when all have it
//
// The first frame of every session compares what it is about.

import { toHex } from '../../client/encoding.js';
import { hash } from '../../crypto/hash.js';
import type { RandomBytes } from '../../crypto/random.js';
import { ChannelError, TesseraError, UsageError } from '../../errors.js';
import type { Arena, Kernel } from '../../kernel/index.js';
import { codeToTell } from '../../net/error-codes.js';
import { encodeSpec } from '../../preprocessing/spec.js';
import { deposit, reconcile, type TupleStore } from '../../preprocessing/store/index.js';
import { broadcast, compute } from '../../protocol/exchange.js';
import { parallel } from '../../protocol/parallel.js';
import type { Party } from '../../protocol/party.js';
import { run } from '../../protocol/run.js';
import type { Protocol } from '../../protocol/step.js';
import { Transcript } from '../../protocol/transcript.js';
import { numberBytes } from '../numbers.js';
import type { Link, Links, Log } from '../ports.js';
import { agreeOnBatch } from '../session.js';
import type { Task } from './control.js';
import { type Holding, openHolding, type PinnedKey } from './holding.js';
import { agreeOnKey, freshKey, NO_KEY } from './key-agreement.js';
import type { KeyFile, StoredKey } from './key-file.js';
import type { Maker, MakerFactory } from './maker.js';
import type { Matrices } from './matrices.js';
import type { Cost } from './rates.js';

export interface SiteOptions {
  readonly id: number;
  readonly parties: number;
  /** 32 bytes: hash of all parties' identities. */
  readonly peersDigest: Uint8Array;
  readonly kernel: Kernel;
  readonly random: RandomBytes;
  /** Sessions with a patience for computations of minutes. */
  readonly links: Links;
  readonly makers: MakerFactory;
  readonly keys: KeyFile;
  /** Of stores, one per MAC key. */
  readonly directory: string;
  /** 32 secret bytes. */
  readonly storeKey: Uint8Array;
  /** What the store may occupy. */
  readonly storeBytes: number;
  readonly log: Log;
  readonly now: () => number;
}

const utf8 = new TextEncoder();

export class Site {
  private maker: Maker | null = null;
  /** Sessions under way, each with what ends when it does. */
  private readonly playing = new Map<Link, Promise<unknown>>();
  private loaded = false;
  private closed = false;
  private stored: StoredKey | null = null;
  private holding: { readonly pinned: PinnedKey; readonly store: TupleStore; readonly matrices: Matrices } | null =
    null;

  /** @param arena holds alpha_i for as long as the party lives */
  constructor(
    readonly options: SiteOptions,
    private readonly arena: Arena,
  ) {}

  /** Reads what an earlier life has left; this party takes part in nothing before. @throws UsageError DATA_INVALID */
  async load(): Promise<void> {
    this.stored = await this.options.keys.read();
    this.loaded = true;
  }

  /** Can this party take part in a production? */
  get usable(): boolean {
    return this.maker !== null && !this.maker.burnt && this.holding !== null;
  }

  /** @throws UsageError WRONG_STATE before the first set-up */
  get pinned(): PinnedKey {
    return this.held.pinned;
  }

  get store(): TupleStore {
    return this.held.store;
  }

  get matrices(): Matrices {
    return this.held.matrices;
  }

  /**
   * Opens this party's side of a session.
   * @returns runs it, once
   * @throws UsageError WRONG_STATE, UNKNOWN_DATASET, LIMIT_EXCEEDED: it takes no part; ChannelError
   */
  open(task: Task, session: Uint8Array): () => Promise<Cost> {
    this.requirePossible(task);
    const link = this.options.links.open(session);
    return () => {
      const played = this.play(task, session, link);
      const ended = played.catch(() => undefined).then(() => this.playing.delete(link));
      this.playing.set(link, ended);
      return played;
    };
  }

  /** Tells the peers that a session will not take place. */
  cancel(session: Uint8Array): void {
    try {
      this.options.links.open(session).abort('CLOSED');
    } catch {
      // Nobody can be reached: then there is nobody to tell.
    }
  }

  /** Destroys the keys of the encryption: the next production needs a set-up. */
  burn(): void {
    if (this.maker === null || this.maker.burnt) return;
    this.maker.burn();
    this.options.log('warn', 'preprocessing keys burnt');
  }

  /** Ends the sessions under way, and takes part in no other. */
  interrupt(): void {
    this.closed = true;
    for (const link of this.playing.keys()) link.abort('CLOSED');
  }

  async close(): Promise<void> {
    this.interrupt();
    await Promise.all(this.playing.values());
    this.maker?.burn();
    this.maker = null;
    await this.holding?.store.close();
  }

  private get held(): Holding {
    if (this.holding === null) throw new UsageError('WRONG_STATE', 'the parties have not made their keys yet');
    return this.holding;
  }

  private requirePossible(task: Task): void {
    if (this.closed) throw new ChannelError('CLOSED', 'this party is going away');
    if (!this.loaded) throw new UsageError('WRONG_STATE', 'this party is still starting');
    if (task.purpose === 'setup') return;
    const { store, matrices } = this.held;
    if (task.purpose === 'reconcile') return;
    if (!this.usable) throw new UsageError('WRONG_STATE', 'this party has no keys for the encryption');
    if (task.spec.length === 0) throw new UsageError('INVALID_ARGUMENT', 'there is nothing to produce');
    if (store.status().bytes > this.options.storeBytes) {
      throw new UsageError('LIMIT_EXCEEDED', `the store of this party is full (${this.options.storeBytes} bytes)`);
    }
    matrices.require(task.spec);
  }

  private async play(task: Task, session: Uint8Array, link: Link): Promise<Cost> {
    const { now, log } = this.options;
    const started = now();
    const p = this.party(session);
    try {
      await run(this.protocol(task, p), link);
      link.close();
      return { ms: now() - started, bytesSent: link.stats.bytesSent };
    } catch (error) {
      link.abort(codeToTell(error));
      log('warn', 'preprocessing session failed', { purpose: task.purpose, ...describe(error) });
      throw error;
    } finally {
      p.arena.release();
    }
  }

  private protocol(task: Task, p: Party): Protocol<void> {
    switch (task.purpose) {
      case 'setup':
        return this.setUp(p);
      case 'reconcile':
        return this.reconcile(p);
      case 'produce':
        return this.produce(p, task);
    }
  }

  private *setUp(p: Party): Protocol<void> {
    const { makers, log } = this.options;
    const agreement = agreeOnKey(p, this.stored, this.holding !== null);
    const [key] = yield* parallel([agreement, agreeOnBatch(p, this.subject(p, 'setup'))]);
    this.maker?.burn();
    const macKey = key?.macKey ?? freshKey(p);
    this.maker = yield* makers.setUp(p, macKey);
    const keyId = key?.keyId ?? this.maker.keyId;
    if (this.holding === null) {
      const starts = (key?.starts ?? 0) + 1;
      yield* compute(p, { name: 'open the store', run: () => this.hold({ keyId: keyId.slice(), macKey, starts }) });
    }
    yield* broadcast(p, numberBytes(1)); // the next session needs the stores of all
    log('info', 'preprocessing keys made', { keyId: toHex(keyId), restored: key !== null });
  }

  private *reconcile(p: Party): Protocol<void> {
    const { store } = this.held;
    yield* agreeOnBatch(p, this.subject(p, 'reconcile'));
    yield* reconcile(p, store);
    this.options.log('info', 'stores agreed', { batches: store.status().batches });
  }

  private *produce(p: Party, { spec }: Extract<Task, { purpose: 'produce' }>): Protocol<void> {
    const { store, matrices } = this.held;
    const { maker } = this;
    const batchHash = yield* agreeOnBatch(p, this.subject(p, 'produce', encodeSpec(spec)));
    if (maker === null) throw new UsageError('WRONG_STATE', 'this party has no keys for the encryption');
    const content = yield* matrices.lent(spec, (lent) => maker.produce(p, spec, lent));
    yield* deposit(p, store, { batchHash, spec, content });
    for (const demand of spec) {
      if (demand.kind !== 'matvec' || matrices.has(demand.matrix)) continue;
      // Released meanwhile: nobody will ask for these again.
      yield* compute(p, { name: 'discard', run: () => store.discardMatrix(demand.matrix) });
    }
  }

  private async hold(key: StoredKey): Promise<void> {
    await this.options.keys.write(key);
    this.stored = key;
    this.holding = await openHolding(this.options, this.arena, key);
  }

  private subject(p: Party, purpose: string, ...parts: Uint8Array[]): Uint8Array {
    const keyId = purpose === 'setup' ? NO_KEY : this.held.pinned.keyId;
    return hash(p.kernel, 'tessera/preprocessing', utf8.encode(purpose), this.options.peersDigest, keyId, ...parts);
  }

  private party(session: Uint8Array): Party {
    const { id, parties, kernel, random } = this.options;
    let step = 0;
    const transcript = new Transcript(kernel, parties);
    return { id, parties, session, kernel, arena: kernel.newArena(), random, transcript, nextStep: () => step++ };
  }
}

/** An error of the engine by its code; any other by its class and place, for it is a mistake of ours. */
function describe(error: unknown): Record<string, unknown> {
  if (error instanceof TesseraError) return { code: error.code };
  if (!(error instanceof Error)) return { code: 'unknown' };
  return {
    code: error.name,
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 5)
      .join('\n'),
  };
}
