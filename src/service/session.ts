// One session of this party: link, memory and tuples under one id, used by one step after the other. Its first frame is a
// digest of everything the parties must agree on, with a fresh nonce of each: the batch of tuples is named by all nonces, so
// it is new as long as one party is honest, whatever ids clients choose or repeat.

import { hash } from '../crypto/hash.js';
import { SecurityAbort } from '../errors.js';
import { codeToTell } from '../net/error-codes.js';
import { Engine } from '../online/engine.js';
import { DIGEST_BYTES } from '../params.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import { broadcast } from '../protocol/exchange.js';
import type { Party } from '../protocol/party.js';
import { run } from '../protocol/run.js';
import type { Protocol } from '../protocol/step.js';
import type { Link, ServiceContext } from './ports.js';

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

export class Session {
  private queue: Promise<unknown> = Promise.resolve();
  private ended = false;

  private constructor(
    readonly engine: Engine,
    readonly link: Link,
    /** Names the session's tuples at the source. */
    readonly batchId: Uint8Array,
    readonly spec: BatchSpec,
    private readonly context: ServiceContext,
  ) {}

  /**
   * Opens the session at all parties and fetches its tuples.
   * @param id      32 bytes chosen by the client, equal at all parties
   * @param subject everything the parties must agree on besides key, peers and specification
   * @throws SecurityAbort SESSION_MISMATCH, ChannelError
   */
  static async open(
    context: ServiceContext,
    purpose: string,
    id: Uint8Array,
    spec: BatchSpec,
    subject: readonly Uint8Array[],
  ): Promise<Session> {
    const { kernel, tuples } = context;
    const digest = hash(
      kernel,
      'tessera/subject',
      utf8.encode(purpose),
      tuples.keyId,
      context.peersDigest,
      utf8.encode(JSON.stringify(spec)),
      ...subject,
    );
    const { engine, link } = begin(context, purpose, id);
    try {
      const batchId = await run(agreeOnBatch(engine, digest), link);
      engine.supply(await tuples.deal(batchId, spec, engine.arena));
      return new Session(engine, link, batchId, spec, context);
    } catch (error) {
      engine.abandon();
      link.abort(codeToTell(error));
      throw error;
    }
  }

  /** Runs one protocol that takes no tuples in a session of its own. */
  static async talk<T>(
    context: ServiceContext,
    purpose: string,
    id: Uint8Array,
    protocol: (p: Engine) => Protocol<T>,
  ): Promise<T> {
    const { engine, link } = begin(context, purpose, id);
    try {
      const result = await run(protocol(engine), link);
      link.close();
      return result;
    } catch (error) {
      link.abort(codeToTell(error));
      throw error;
    } finally {
      engine.abandon();
    }
  }

  /** True once the session was closed or given up. */
  get over(): boolean {
    return this.ended;
  }

  /** Runs one protocol after those started before; an error ends the session here and at the peers. */
  run<T>(protocol: (p: Engine) => Protocol<T>): Promise<T> {
    return this.step(() => run(protocol(this.engine), this.link));
  }

  /** Runs local work in the same order and with the same consequences of an error. */
  step<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      if (this.ended) throw new SecurityAbort('PEER_ABORTED', 'the session is over');
      try {
        return await work();
      } catch (error) {
        this.abandon(error);
        throw error;
      }
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** Ends the session in good order. @throws UsageError UNCHECKED_OPENINGS */
  close(): void {
    if (this.ended) return;
    this.engine.close();
    this.ended = true;
    this.link.close();
  }

  /** Gives the session up; its tuples are burnt with it. */
  abandon(reason: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.engine.abandon();
    const code = codeToTell(reason);
    this.link.abort(code);
    this.context.log('warn', 'session abandoned', { code });
  }
}

function begin(context: ServiceContext, purpose: string, id: Uint8Array): { engine: Engine; link: Link } {
  const { id: party, parties, kernel, random, tuples } = context;
  const session = hash(kernel, 'tessera/session', utf8.encode(purpose), id, tuples.keyId);
  const link = context.links.open(session);
  return { engine: new Engine({ id: party, parties, session, kernel, random, macKey: tuples.macKey }), link };
}
