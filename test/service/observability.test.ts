// What the outside sees of a party: its status, and its log. Events are structured, and neither they nor error answers show a share, a
// mask, a seed or a key, whatever happens.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Dataset } from '../../src/service/dataset.js';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, freshId, Hand, json, type Reply } from './hand.js';
import { DATASET, PARAMETERS, People, range } from './ratings.js';
import { SecretSpy } from './spying.js';
import { shifted } from './words.js';

const test = suite('service: what can be seen');

const EVENTS = [
  'dealer ready',
  'party ready',
  'upload accepted',
  'dataset bound',
  'session abandoned',
  'session not opened',
  'proof rejected',
  'internal error',
];

const spy = new SecretSpy();
const people = new People(12, 18);
const deployment = await Deployment.start({ parties: 2, limits: { roundTimeoutMs: 300 } });
const hand = await Hand.of(deployment, deployment.transport());
const [honest] = await deployment.clients(deployment.transport(), 1);
const replies: Reply[] = [];
const keep = (found: readonly Reply[]) => replies.push(...found);

async function statuses(): Promise<Record<string, unknown>[]> {
  const found = await hand.everywhere('/v1/status', () => null);
  assert.is(found.length, 0);
  const answers = await Promise.all(
    range(0, 2).map((party) => hand.send(party, '/v1/status', new Uint8Array(0), { method: 'GET' })),
  );
  return answers.map(({ body }) => JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>);
}

test('the status says what is there', async () => {
  const empty = { name: DATASET, program: 'recommender', rows: 0, boundRows: 0, version: 0 };
  for (const [id, status] of (await statuses()).entries()) {
    assert.equal([status.id, status.parties, status.ready, status.sessions], [id, 2, true, 0]);
    assert.match(String(status.keyId), /^[0-9a-f]{64}$/);
    assert.equal(status.datasets, [empty]);
    assert.ok(Number(status.memoryMB) > 10 && Number(status.memoryMB) < 4000);
  }
  const [first, second] = await statuses();
  assert.is(first!.keyId, second!.keyId);

  await people.upload(honest!, 0, 10);
  await ByHand.upload(hand, people, 10, 11).before('confirm');
  for (const status of await statuses()) {
    assert.equal(status.datasets, [{ ...empty, rows: 10 }]);
    assert.is(status.sessions, 1);
  }
  await honest!.bind(DATASET);
  await ByHand.query(hand, people, 10).before('run');
  for (const status of await statuses()) {
    assert.equal(status.datasets, [{ ...empty, rows: 10, boundRows: 10, version: 1 }]);
    assert.is(status.sessions, 2);
  }
  const one = await hand.send(0, `/v1/datasets/${DATASET}`, new Uint8Array(0), { method: 'GET' });
  const { parameters, binding, ...rest } = JSON.parse(new TextDecoder().decode(one.body)) as Record<string, unknown>;
  assert.equal(rest, { ...empty, rows: 10, boundRows: 10, version: 1 });
  assert.is(parameters, JSON.stringify(PARAMETERS), 'so that clients need not be told them by other means');
  const { ms, rounds, preprocessing } = binding as Record<string, unknown>;
  assert.ok(Number(ms) > 0 && Number(rounds) > 0 && typeof preprocessing === 'object', 'what the binding cost');
});

test('what a query cost is told with its answers', async () => {
  const prepared = await people.prepare(honest!);
  for (const stats of prepared.stats) {
    assert.ok(Number(stats?.ms) > 0 && Number(stats?.rounds) > 3 && Number(stats?.bytesSent) > 100);
    const { inputMask, zeroTest } = (stats?.tuples ?? {}) as Record<string, number>;
    assert.ok(inputMask! > 10 && zeroTest! >= 3);
  }
  const answer = await prepared.run({ dense: people.dense(10, 11) });
  for (const stats of answer.stats) {
    assert.ok(Number(stats?.onlineMs) > 0 && Number(stats?.rounds) > 10 && Number(stats?.bytesSent) > 100);
  }
});

test('neither answers nor the log show a secret, whatever goes wrong', async () => {
  const cheat = await ByHand.upload(hand, people, 10, 11).before('challenge');
  cheat.input = shifted(cheat.input, 1);
  await cheat.challenge();
  keep(await cheat.confirm());
  const twice = await ByHand.query(hand, people, 10).before('confirm');
  keep(await twice.challenge());
  keep(await twice.confirm());
  const split = await ByHand.query(hand, people, 10).before('run');
  keep(await hand.everywhere(`${split.path}/run`, (party) => shifted(split.questionBody(party), party)));
  const lonely = await ByHand.query(hand, people, 10).before('run');
  keep([await hand.send(0, `${lonely.path}/run`, lonely.questionBody(0))]);
  keep(await hand.everywhere(`/v1/uploads/${freshId()}`, () => json({ dataset: DATASET, rows: 'x' })));

  const ordered = Dataset.prototype.ordered;
  Dataset.prototype.ordered = () => {
    throw new TypeError(`a number: ${cheat.masks!.values.toBigInts()[1]}\nand another: ${cheat.seed.join('')}`);
  };
  const [failed, ...others] = await hand.everywhere(
    `/v1/datasets/${DATASET}/bind/${freshId()}`,
    () => new Uint8Array(0),
  );
  Dataset.prototype.ordered = ordered;
  assert.equal([failed!.status, failed!.code, failed!.message], [500, 'INTERNAL', 'internal error']);
  keep([failed!, ...others]);

  const [{ body: shares }] = (await ByHand.query(hand, people, 10).reserve()) as [Reply];
  const dump = Buffer.from(shares.subarray(0, 64)).toString('hex');
  assert.ok(spy.foundIn(`shares: ${dump}`).length >= 4, 'the spy knows a share when it sees one');
  assert.ok(replies.length >= 10 && !codes(replies).includes('ok'), codes(replies).join());
  for (const { code, message } of replies) assert.equal(spy.foundIn(message), [], `${code}: ${message}`);
  for (const entry of deployment.log) assert.equal(spy.foundIn(JSON.stringify(entry)), [], entry.event);
});

test('events have names of their own and plain fields, and an inner failure is told to the operator by its place only', () => {
  for (const { event, level, fields } of deployment.log) {
    assert.ok(EVENTS.includes(event), event);
    assert.ok(['info', 'warn', 'error'].includes(level));
    for (const value of Object.values(fields)) assert.ok(['string', 'number'].includes(typeof value), event);
  }
  const failures = deployment.log.filter(({ event }) => event === 'internal error');
  assert.is(failures.length, 2, 'at both parties');
  for (const { level, fields } of failures) {
    assert.is(level, 'error');
    assert.is(fields.name, 'TypeError');
    assert.match(String(fields.stack), /^\s+at .*ordered/);
    assert.not.match(String(fields.stack), 'number');
  }
  const rejected = deployment.log.filter(({ event }) => event === 'proof rejected');
  assert.ok(rejected.length >= 2 && rejected.every(({ fields }) => fields.client === hand.name));
  assert.ok(deployment.log.some(({ fields }) => fields.code === 'TIMEOUT' && fields.purpose === 'query'));
});

test.after(async () => {
  await deployment.close();
  spy.stop();
});
test.run();
