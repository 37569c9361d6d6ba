// One session of this party: link, memory and tuples under one id, used by one step after the other. Its first frame is a
// digest of everything the parties must agree on, with a fresh nonce of each: the batch of tuples is named by all nonces, so
// it is new as long as one party is honest, whatever ids clients choose or repeat.
//
//     open --steps, one at a time--> open --close()--> over, in good order
//       '--error of a step, abandon(), link failed (also between steps)--> over, and its material burnt

import { hash } from '../crypto/hash.js';
import { ChannelError, SecurityAbort, UsageError } from '../errors.js';
import { codeToTell } from '../net/error-codes.js';
import type { Engine } from '../online/engine.js';
import { DIGEST_BYTES } from '../params.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import type { TupleSource } from '../preprocessing/source.js';
import { broadcast } from '../protocol/exchange.js';
import { parallel } from '../protocol/parallel.js';
import type { Party } from '../protocol/party.js';
import { run } from '../protocol/run.js';
import type { Protocol } from '../protocol/step.js';
import { Chapters, type Spent } from './chapters.js';
import { numberBytes, readNumber } from './numbers.js';
import type { Link, Provision, ServiceContext } from './ports.js';
import { begin, type Purpose } from './talk.js';

const NONCE_BYTES = 32;
const utf8 = new TextEncoder();

/**
 * The first frame: everybody holds the same digest, and the nonces name a batch that never existed before.
 * @cost rounds 1
 * @throws SecurityAbort SESSION_MISMATCH
 */
export function* agreeOnBatch(p: Party, digest: Uint8Array): Protocol<Uint8Array> {
  const message = new Uint8Array(DIGEST_BYTES + NONCE_BYTES);
  message.set(digest);
  message.set(p.random(NONCE_BYTES), DIGEST_BYTES);
  const all = yield* broadcast(p, message);
  all.forEach((theirs, j) => {
    if (!digest.every((byte, k) => byte === theirs[k])) {
      throw new SecurityAbort('SESSION_MISMATCH', `party ${j} was asked for something else in this session`, j);
    }
  });
  const nonces = all.map((theirs) => theirs.subarray(DIGEST_BYTES));
  return hash(p.kernel, 'tessera/batch', p.session, digest, ...nonces);
}

/**
 * Honest parties finish a binding at slightly different moments, and a query that comes in between may simply be tried again. One
 * round, together with the first frame.
 * @throws ChannelError CLOSED when the parties' versions differ
 */
function* agreeOnVersion(p: Party, version: number): Protocol<void> {
  const all = yield* broadcast(p, numberBytes(version));
  all.forEach((theirs, j) => {
    const found = readNumber(theirs);
    if (found === version) return;
    const message = `party ${j} has version ${found} of the dataset, this party ${version}; try again, bind it if that does not help`;
    throw new ChannelError('CLOSED', message);
  });
}

/** What a session is opened for. */
export interface SessionRequest {
  /** Separates sessions of different kinds with the same id. */
  readonly purpose: Purpose;
  /** 32 bytes chosen by the client, equal at all parties. */
  readonly id: Uint8Array;
  readonly spec: BatchSpec;
  /** Further batches, which are asked for one after the other. */
  readonly more?: readonly BatchSpec[];
  /** Everything the parties must agree on besides key, peers and specification. */
  readonly subject: readonly Uint8Array[];
  /** The version of the dataset that this party would use. */
  readonly version?: number;
}

export class Session {
  private queue: Promise<unknown> = Promise.resolve();
  /** Set when the session is over; without a reason if it ended in good order. */
  private ending: { readonly reason: unknown } | null = null;
  private readonly listeners: ((reason: unknown) => void)[] = [];

  private constructor(
    readonly engine: Engine,
    readonly link: Link,
    /** Names the session's tuples at the source. */
    readonly batchId: Uint8Array,
    readonly request: SessionRequest,
    private readonly chapters: Chapters,
    /** Fires when the session is over. */
    private readonly over: AbortController,
    private readonly context: ServiceContext,
  ) {
    link.onFailure((error) => this.abandon(error));
  }

  /**
   * Opens the session at all parties and fetches its tuples.
   * @throws SecurityAbort SESSION_MISMATCH, ChannelError
   */
  static async open(context: ServiceContext, request: SessionRequest): Promise<Session> {
    const { kernel, tuples } = context;
    const { purpose, id, spec, more = [], subject, version = 0 } = request;
    const specs = [spec, ...more];
    const digest = hash(
      kernel,
      'tessera/subject',
      utf8.encode(purpose),
      tuples.keyId,
      context.peersDigest,
      utf8.encode(JSON.stringify(specs)),
      numberBytes(version),
      ...subject,
    );
    const { engine, link } = begin(context, purpose, id);
    const over = new AbortController();
    link.onFailure((error) => over.abort(error));
    let chapters: Chapters | null = null;
    try {
      const first = parallel([agreeOnVersion(engine, version), agreeOnBatch(engine, digest)]);
      const [, batchId] = await run(first, link);
      chapters = new Chapters({ tuples, engine, link, batchId, specs, signal: over.signal, now: context.now });
      engine.supply(await chapters.first());
      over.signal.throwIfAborted();
      return new Session(engine, link, batchId, request, chapters, over, context);
    } catch (error) {
      chapters?.release();
      engine.abandon();
      link.abort(codeToTell(error));
      context.log('warn', 'session not opened', { purpose, code: codeToTell(error) });
      throw error;
    }
  }

  /** What its tuples cost. */
  get provision(): Omit<Provision, 'source'> {
    return this.chapters.provision;
  }

  /** What bringing its tuples took, but for the first batch. */
  get later(): Spent {
    return this.chapters.later;
  }

  /** The next batch of its tuples; those of the last one are gone. @throws as Chapters.next */
  nextTuples(): Protocol<TupleSource> {
    return this.chapters.next();
  }

  /** Calls back once when the session is over; the reason is null if it ended in good order. */
  onceOver(listener: (reason: unknown) => void): void {
    if (this.ending !== null) listener(this.ending.reason);
    else this.listeners.push(listener);
  }

  /** Runs one protocol after those started before; an error ends the session here and at the peers. */
  run<T>(protocol: (p: Engine) => Protocol<T>): Promise<T> {
    return this.step(() => run(protocol(this.engine), this.link));
  }

  /**
   * Runs local work in the same order and with the same consequences of an error.
   * @throws the reason for which the session is over, if it is or ends meanwhile
   */
  step<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      this.requireOpen();
      try {
        return await work();
      } catch (error) {
        this.abandon(error);
        throw this.ending?.reason ?? error;
      }
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** Ends the session in good order. @throws UsageError UNCHECKED_OPENINGS */
  close(): void {
    if (this.ending !== null) return;
    this.engine.close();
    this.link.close();
    this.end(null);
  }

  /** Ends the session in good order but keeps its memory, which is the caller's to release. @throws UsageError UNCHECKED_OPENINGS */
  keep(purpose: string): void {
    this.requireOpen();
    this.engine.openings.requireClean(purpose);
    this.link.close();
    this.end(null);
  }

  /** Gives the session up; its tuples are burnt with it. A protocol that is under way fails. */
  abandon(reason: unknown): void {
    if (this.ending !== null) return;
    // First of all: what follows may call back.
    this.ending = { reason };
    this.chapters.release();
    this.engine.abandon();
    this.over.abort(reason);
    const code = codeToTell(reason);
    if (code === 'MAC_CHECK_FAILED') this.context.tuples.checkFailed();
    this.link.abort(code);
    this.context.log('warn', 'session abandoned', { purpose: this.request.purpose, code });
    this.notify();
  }

  private end(reason: unknown): void {
    this.ending = { reason };
    this.chapters.release();
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners.splice(0)) listener(this.ending?.reason);
  }

  private requireOpen(): void {
    if (this.ending === null) return;
    throw this.ending.reason ?? new UsageError('WRONG_STATE', 'the session is over');
  }
}
