// A party and its dealer: the client of one against the routes of the other, without a network between.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemRandom } from '../../src/crypto/random.js';
import { ChannelError, SecurityAbort, TesseraError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';
import type { Vector } from '../../src/math/vector.js';
import type { PeerIdentity } from '../../src/net/identities.js';
import type { HttpsRequest } from '../../src/net/request.js';
import { type Handler, type Method, Router } from '../../src/net/router.js';
import { Engine } from '../../src/online/engine.js';
import { Dealer } from '../../src/preprocessing/dealer/dealer.js';
import { matrixId } from '../../src/preprocessing/dealer/matrix.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import { DealerClient } from '../../src/service/dealer-client.js';
import { mountDealer } from '../../src/service/dealer-service.js';
import type { Link } from '../../src/service/ports.js';

const test = suite('service/dealer-client');

const kernel = await Kernel.load();
const parties = 2;

/** A dealer behind its routes. */
function newDealer(key = 1) {
  const dealer = new Dealer({ kernel, masterSeed: new Uint8Array(32).fill(key), parties });
  const router = new Router();
  const route = (method: Method, pattern: string, handler: Handler) => router.add(method, pattern, handler);
  mountDealer({ route }, dealer, new Uint8Array(32).fill(key));
  return { dealer, router };
}

type Answer = (request: HttpsRequest, peer: PeerIdentity | null) => Promise<Uint8Array>;

const answerOf =
  ({ router }: ReturnType<typeof newDealer>): Answer =>
  async ({ method, path, body }, peer) => {
    const { route, params } = router.match(method, path);
    const head = { method, path, params, query: new URLSearchParams(), headers: {}, remote: '', arrivedMs: 0, peer };
    const signal = new AbortController().signal;
    const answer = await route.handler({ ...head, body: Buffer.from(body ?? []), signal });
    return typeof answer.body === 'string' ? Buffer.from(answer.body) : (answer.body ?? new Uint8Array(0));
  };

/** A party; what answers it can be replaced. */
async function newParty(party: number, answer: Answer, peer: PeerIdentity | null = { role: 'party', id: party }) {
  const line = { answer };
  const http = {
    request: async (request: HttpsRequest) => ({ status: 200, headers: {}, body: await line.answer(request, peer) }),
  };
  const client = await DealerClient.connect({ http, kernel, party, parties, arena: kernel.newArena() });
  return { client, line };
}

function engineOf(party: number, macKey: Vector): Engine {
  return new Engine({ id: party, parties, session: new Uint8Array(32), kernel, random: systemRandom, macKey });
}

async function provide(client: DealerClient, party: number, spec: BatchSpec, batch = 7) {
  const engine = engineOf(party, client.macKey);
  const { signal } = new AbortController();
  const request = {
    engine,
    arena: engine.arena,
    link: {} as Link,
    batchId: new Uint8Array(32).fill(batch),
    spec,
    signal,
  };
  return { engine, ...(await client.provide(request)) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TesseraError ? error.code : String(error)),
  );

const TRIPLES: BatchSpec = [{ kind: 'triple', n: 3 }];
const MASKS: BatchSpec = [{ kind: 'inputMask', n: 13 }];

test('the parties get matching shares', async () => {
  const dealer = newDealer();
  const sides = await Promise.all(
    [0, 1].map(async (id) => provide((await newParty(id, answerOf(dealer))).client, id, TRIPLES)),
  );
  const triples = sides.map(({ source }) => source.takeTriples(3));
  const total = (name: 'a' | 'b' | 'c') => triples.map((t) => t[name].value).reduce((sum, x) => sum.add(x));
  assert.equal(total('c').toBigInts(), total('a').mul(total('b')).toBigInts());
});

test('the dealer serves parties only, each with its own', async () => {
  const dealer = newDealer();
  for (const peer of [null, { role: 'dealer' } as const]) {
    assert.is(await codeOf(newParty(0, answerOf(dealer), peer)), 'UNKNOWN_CLIENT');
  }
});

test('a dealer with another key is found out before anything is dealt, and for good', async () => {
  const { client, line } = await newParty(0, answerOf(newDealer(1)));
  assert.ok(client.usable);
  line.answer = answerOf(newDealer(2));
  const error = await provide(client, 0, TRIPLES).catch((found: unknown) => found);
  assert.instance(error, ChannelError);
  assert.is((error as ChannelError).code, 'REFUSED');
  assert.match((error as ChannelError).message, 'start all parties anew');
  assert.not.ok(client.usable);
});

test('a matrix that the dealer has forgotten is described to it again, as long as it is registered', async () => {
  const dealer = newDealer();
  const { client } = await newParty(1, answerOf(dealer));
  const part = { batchId: new Uint8Array(32).fill(9), spec: MASKS, offset: 1, rows: 3, columns: 4 };
  const id = matrixId(kernel, { keyId: client.keyId, parts: [part] });
  await client.registerMatrix({ id }, [part]);
  await client.registerMatrix({ id }, [part]);
  const spec: BatchSpec = [
    { kind: 'matvec', matrix: id, rows: 3, columns: 4, orientation: 'rows', operand: { from: 'random' } },
  ];
  await provide(client, 1, spec);
  dealer.dealer.close();
  await provide(client, 1, spec, 8);
  client.releaseMatrix({ id });
  dealer.dealer.close();
  await provide(client, 1, spec, 10);
  client.releaseMatrix({ id });
  dealer.dealer.close();
  assert.is(await codeOf(provide(client, 1, spec, 11)), 'UNKNOWN_DATASET');
});

test('what is no batch is a deviation of the dealer, not a mistake of whoever asked', async () => {
  const good = answerOf(newDealer());
  const { client, line } = await newParty(1, good);
  const changes: readonly ((body: Uint8Array) => Uint8Array)[] = [
    (body) => body.slice(0, -8),
    (body) => body.slice(0, 16),
    (body) => Buffer.concat([body, new Uint8Array(8)]),
    (body) => body.slice().fill(255, 32, 40),
  ];
  for (const change of changes) {
    line.answer = async (request, peer) => change(await good(request, peer));
    const error = await provide(client, 1, TRIPLES).catch((found: unknown) => found);
    assert.instance(error, SecurityAbort);
    assert.is((error as SecurityAbort).code, 'NOT_CANONICAL_SHARE');
  }
  assert.is(await codeOf(newParty(1, async () => new Uint8Array(39))), 'NOT_CANONICAL_SHARE');
});

test('requests that no party would make are refused', async () => {
  const dealer = newDealer();
  const ask = (path: string, body: string) =>
    codeOf(answerOf(dealer)({ method: 'POST', path, body: Buffer.from(body) }, { role: 'party', id: 0 }));
  const key = '01'.repeat(32);
  const batch = '0a'.repeat(32);
  for (const [path, body, code] of [
    [`/v1/keys/${key}/deal/${batch}`, 'no json', 'INVALID_ARGUMENT'],
    [`/v1/keys/${key}/deal/${batch}`, '[{"kind":"triple","n":-1}]', 'INVALID_ARGUMENT'],
    [`/v1/keys/${key}/deal/${batch}`, '[{"kind":"triple","n":99999999}]', 'LIMIT_EXCEEDED'],
    [`/v1/keys/${key}/deal/short`, '[]', 'INVALID_ARGUMENT'],
    [`/v1/keys/${batch}/deal/${batch}`, '[]', 'WRONG_STATE'],
    [`/v1/keys/${key}/matrices`, '{}', 'INVALID_ARGUMENT'],
    [`/v1/keys/${key}/matrices`, '{"parts":[]}', 'INVALID_ARGUMENT'],
    [`/v1/keys/${batch}/matrices`, '{"parts":[]}', 'WRONG_STATE'],
  ] as const) {
    assert.is(await ask(path, body), code, `${path} ${body}`);
  }
});

test.run();
