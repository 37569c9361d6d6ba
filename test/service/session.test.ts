// Sessions that take several batches of tuples, one after the other.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../src/client/encoding.js';
import { seededRandom } from '../../src/crypto/random.js';
import { TesseraError } from '../../src/errors.js';
import type { Arena } from '../../src/kernel/index.js';
import type { BatchSource } from '../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import { broadcast } from '../../src/protocol/exchange.js';
import { parallel } from '../../src/protocol/parallel.js';
import { run } from '../../src/protocol/run.js';
import type { ServiceContext, TupleProvider, TupleRequest } from '../../src/service/ports.js';
import { Session, type SessionRequest } from '../../src/service/session.js';
import { Deployment } from '../support/engines.js';
import { LocalNetwork } from './local-links.js';

const test = suite('service: sessions of several batches');

const [ONE, TWO]: BatchSpec[] = [[{ kind: 'triple', n: 10 }], [{ kind: 'square', n: 5 }]] as const;
const COST = { ms: 100, bytesSent: 7 };

/** Deals, says a word to the peers first, and remembers what it was asked for. */
class TalkingDealer {
  readonly asked: { readonly batchId: string; readonly arena: Arena; readonly signal: AbortSignal }[] = [];
  /** Never answers from this batch on. */
  silentFrom = Number.POSITIVE_INFINITY;

  constructor(
    private readonly deployment: Deployment,
    private readonly party: number,
  ) {}

  async provide({ engine, arena, link, batchId, spec, signal }: TupleRequest) {
    this.asked.push({ batchId: toHex(batchId), arena, signal });
    if (this.asked.length > this.silentFrom) await new Promise(() => undefined);
    await run(broadcast(engine, new Uint8Array(16)), link);
    const source = await this.deployment.dealTo(arena, this.party, batchId, spec);
    return { source, waitedMs: 3, cost: COST };
  }
}

async function world(parties: number) {
  const deployment = await Deployment.create(parties);
  const network = new LocalNetwork(parties);
  const dealers = Array.from({ length: parties }, (_, party) => new TalkingDealer(deployment, party));
  const contexts = dealers.map((dealer, id): ServiceContext => {
    const tuples = Object.assign(Object.create(null) as TupleProvider, {
      keyId: deployment.keyId,
      macKey: deployment.macKeys[id],
      provide: (request: TupleRequest) => dealer.provide(request),
      checkFailed: () => undefined,
    });
    return {
      id,
      parties,
      peersDigest: new Uint8Array(32),
      kernel: deployment.kernel,
      random: seededRandom(deployment.kernel, new Uint8Array(32).fill(id)),
      links: network.linksOf(id),
      tuples,
      matrices: { build: () => Promise.reject(new Error('no matrices here')) },
      log: () => undefined,
      now: () => performance.now(),
    };
  });
  let ids = 0;
  const open = async (requestOf: (party: number) => Pick<SessionRequest, 'spec' | 'more'>) => {
    const id = new Uint8Array(32).fill(++ids);
    return await Promise.allSettled(
      contexts.map((context, party) =>
        Session.open(context, { purpose: 'bind', id, subject: [], ...requestOf(party) }),
      ),
    );
  };
  const opened = async (...specs: BatchSpec[]) => {
    const [spec = [], ...more] = specs;
    return (await open(() => ({ spec, more }))).map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  };
  return { deployment, dealers, open, opened };
}

const codeOf = async (promise: Promise<unknown>) =>
  await promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TesseraError ? error.code : String(error)),
  );

for (const parties of [2, 3]) {
  test(`${parties} parties get batch after batch, each under a name of its own, and the one before is wiped`, async () => {
    const { dealers, opened } = await world(parties);
    const sessions = await opened(ONE!, TWO!, ONE!);
    const left = (source: unknown) => Object.fromEntries((source as BatchSource).remaining());
    for (const { engine } of sessions) assert.equal(left(engine.tuples), { triple: 10 });
    for (const expected of [{ square: 5 }, { triple: 10 }]) {
      const sources = await Promise.all(sessions.map((session) => session.run(() => session.nextTuples())));
      for (const source of sources) assert.equal(left(source), expected);
      for (const { asked } of dealers) {
        const [before, now] = asked.slice(-2);
        assert.throws(
          () => before?.arena.alloc(1),
          (error: TesseraError) => error.code === 'RELEASED',
        );
        assert.is(now?.arena.alloc(1).length, 1);
      }
    }
    const names = dealers.map(({ asked }) => asked.map(({ batchId }) => batchId));
    assert.is(new Set(names[0]).size, 3);
    for (const own of names) assert.equal(own, names[0]);
    for (const session of sessions) {
      assert.equal(session.provision, { waitedMs: 9, cost: { ms: 300, bytesSent: 21 } });
      const { rounds, bytesSent, ms } = session.later;
      assert.equal([rounds, bytesSent], [2, 2 * 16 * (parties - 1)]);
      assert.ok(ms > 0);
    }
    // The first one finds out, and tells the others that the session is over.
    const codes = await Promise.all(sessions.map((session) => codeOf(session.run(() => session.nextTuples()))));
    assert.equal(codes, ['TUPLES_EXHAUSTED', ...codes.slice(1).map(() => 'CLOSED')]);
  });

  test(`${parties} parties of which one would cut its set-up differently are refused in the first frame`, async () => {
    const { dealers, open } = await world(parties);
    const others = [
      { spec: ONE!, more: [ONE!] },
      { spec: ONE!, more: [] },
      { spec: ONE!, more: [TWO!, TWO!] },
      { spec: [...ONE!, ...TWO!], more: [] },
    ];
    for (const other of others) {
      const outcomes = await open((party) => (party === 1 ? other : { spec: ONE!, more: [TWO!] }));
      for (const outcome of outcomes) {
        assert.ok(outcome.status === 'rejected');
        assert.ok(['SESSION_MISMATCH', 'PEER_ABORTED'].includes((outcome.reason as TesseraError).code));
      }
    }
    for (const { asked } of dealers) assert.is(asked.length, 0);
  });
}

test('tuples are not asked for while messages are under way', async () => {
  const { opened } = await world(2);
  const sessions = await opened(ONE!, TWO!);
  const running = sessions.map((session) =>
    session.run((p) => parallel([broadcast(p, new Uint8Array(8)), session.nextTuples()])),
  );
  assert.equal(await Promise.all(running.map(codeOf)), ['WRONG_STATE', 'CLOSED']);
});

test('a session that ends while it waits for tuples tells who makes them, and keeps none', async () => {
  const { dealers, opened } = await world(2);
  for (const dealer of dealers) dealer.silentFrom = 1;
  const sessions = await opened(ONE!, TWO!);
  const waiting = sessions.map((session) => codeOf(session.run(() => session.nextTuples())));
  await new Promise((resolve) => setTimeout(resolve, 10));
  sessions[0]!.abandon(new Error('enough'));
  for (const { asked } of dealers) {
    assert.is(asked.length, 2);
    assert.ok(asked[1]!.signal.aborted);
    assert.throws(
      () => asked[1]!.arena.alloc(1),
      (error: TesseraError) => error.code === 'RELEASED',
    );
  }
  void waiting;
});

test.run();
