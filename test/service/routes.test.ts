// Requests that nobody's software would send, at every route: each is refused with a typed error, and none of them with a word about the
// inside of the server.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ABORT_CODES, CHANNEL_CODES, USAGE_CODES } from '../../src/errors.js';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, freshId, Hand, json, type Reply } from './hand.js';
import { DATASET, People, range } from './ratings.js';

const test = suite('service: routes');

const people = new People(6, 8);
const deployment = await Deployment.start({ parties: 2, limits: { roundTimeoutMs: 400 } });
const transport = deployment.transport();
const [honest] = await deployment.clients(transport, 1);
await people.upload(honest!, 0, 5);
await honest!.bind(DATASET);
const hand = await Hand.of(deployment, transport);

const KNOWN: readonly string[] = [...USAGE_CODES, ...CHANNEL_CODES, ...ABORT_CODES];

function requireTyped({ status, code, message, body }: Reply): void {
  assert.ok(status >= 400 && status < 500, `${status} ${code}`);
  assert.ok(KNOWN.includes(code), code);
  assert.equal(Object.keys(JSON.parse(new TextDecoder().decode(body))), ['code', 'message']);
  assert.ok(message.length > 0 && message.length < 500);
  assert.not.match(message, /\bat .*:\d+|node:|\.js\b|\.ts\b|\[object/, 'no trace of the inside');
}

const ROUTES = [
  ['uploads', ''],
  ['uploads', '/input'],
  ['uploads', '/confirm'],
  ['queries', ''],
  ['queries', '/challenge'],
  ['queries', '/confirm'],
  ['queries', '/run'],
] as const;

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc
    .record({
      dataset: fc.oneof(fc.constant(DATASET), fc.string()),
      rows: fc.oneof(fc.integer({ max: 0 }), fc.double()),
    })
    .map(json),
  fc.record({ dataset: fc.constant(DATASET), program: fc.oneof(fc.string(), fc.integer()) }).map(json),
  fc.record({ dataset: fc.constant(DATASET), rows: fc.constant(1), more: fc.anything() }).map(safeJson),
);

function safeJson(value: object): Uint8Array {
  return json(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, fc.stringify(field)])));
}

for (const [kind, step] of ROUTES) {
  test(`POST /v1/${kind}/:id${step} refuses any body that is not its own`, async () => {
    const job = kind === 'uploads' ? ByHand.upload(hand, people, 5, 6) : ByHand.query(hand, people, 5);
    // A step meets a reservation of its own, or none.
    if (step !== '') await job.before('challenge');
    const path = () => (step === '' ? `/v1/${kind}/${freshId()}` : `${job.path}${step}`);
    await fc.assert(
      fc.asyncProperty(anyBody, fc.integer({ min: 0, max: 1 }), async (body, party) => {
        fc.pre(body.length !== 32); // any 32 bytes are a challenge
        requireTyped(await hand.send(party, path(), body));
        requireTyped(await hand.send(party, `/v1/${kind}/${freshId()}${step || '/input'}`, body));
      }),
      { numRuns: 25 },
    );
  });
}

test('ids of any other form are refused', async () => {
  const ids = [
    '0',
    'x'.repeat(64),
    freshId().toUpperCase(),
    `${freshId()}0`,
    '%00',
    '%2e%2e',
    encodeURIComponent('ä/ö'),
  ];
  for (const id of ids) {
    for (const [kind, step] of ROUTES) requireTyped(await hand.send(0, `/v1/${kind}/${id}${step}`, json({})));
    requireTyped(await hand.send(0, `/v1/datasets/${DATASET}/bind/${id}`, new Uint8Array(0)));
  }
});

test('what is not known is not found', async () => {
  const cases = [
    [`/v1/uploads/${freshId()}`, { dataset: 'nothing', rows: 1 }, 'UNKNOWN_DATASET'],
    [`/v1/queries/${freshId()}`, { dataset: 'nothing', program: 'recommender' }, 'UNKNOWN_DATASET'],
    [`/v1/queries/${freshId()}`, { dataset: DATASET, program: 'nothing' }, 'UNKNOWN_PROGRAM'],
    [`/v1/datasets/nothing/bind/${freshId()}`, {}, 'UNKNOWN_DATASET'],
    [`/v1/datasets/__proto__/bind/${freshId()}`, {}, 'UNKNOWN_DATASET'],
    [`/v1/uploads/${freshId()}/confirm`, {}, 'UNKNOWN_RESERVATION'],
    [`/v1/queries/${freshId()}/run`, {}, 'UNKNOWN_RESERVATION'],
    ['/v1/nothing', {}, 'INVALID_ARGUMENT'],
  ] as const;
  for (const [path, body, code] of cases) {
    const reply = await hand.send(1, path, json(body));
    assert.equal([reply.status, reply.code], [404, code], path);
    requireTyped(reply);
  }
  const reply = await hand.send(0, '/v1/datasets/nothing', new Uint8Array(0), { method: 'GET' });
  assert.equal([reply.status, reply.code], [404, 'UNKNOWN_DATASET']);
  assert.is((await hand.send(0, '/v1/status', json({}))).status, 405);
});

test('bodies are bounded, and one of a wrong length is refused before it is received', async () => {
  const long = new Uint8Array(5000);
  for (const [kind, step] of ROUTES) {
    const reply = await hand.send(0, `/v1/${kind}/${freshId()}${step}`, long);
    requireTyped(reply);
    // Routes of known length ask for the reservation first.
    assert.is(reply.status, step === '/input' || step === '/run' ? 404 : 413, `${kind}${step}`);
  }
  const job = await ByHand.upload(hand, people, 5, 6).before('challenge');
  for (const length of [0, job.inputBody.length - 1, job.inputBody.length + 8, 40_000_000]) {
    const reply = await hand.send(0, `${job.path}/input`, new Uint8Array(length));
    assert.equal([reply.status, reply.code], [400, 'LENGTH_MISMATCH'], String(length));
  }
  assert.equal(codes(await job.challenge()), ['ok', 'ok'], 'the reservation is as good as before');
});

test('a client that asks one party only is told so in time, and nobody waits for it afterwards', async () => {
  for (const [path, body] of [
    [`/v1/uploads/${freshId()}`, { dataset: DATASET, rows: 1 }],
    [`/v1/queries/${freshId()}`, { dataset: DATASET, program: 'recommender' }],
    [`/v1/datasets/${DATASET}/bind/${freshId()}`, {}],
  ] as const) {
    const started = performance.now();
    const reply = await hand.send(0, path, json(body));
    assert.equal([reply.status, reply.code], [503, 'TIMEOUT']);
    assert.ok(performance.now() - started < 3000);
    const late = await hand.send(1, path, json(body));
    assert.equal([late.status, late.code], [503, 'CLOSED'], 'the other party has heard of it');
  }
});

test('a party that refuses a request tells the others, so that they do not wait', async () => {
  const id = freshId();
  const [other, refusing] = await Promise.all([
    hand.send(0, `/v1/uploads/${id}`, json({ dataset: DATASET, rows: 1 })),
    hand.send(1, `/v1/uploads/${id}`, json({ dataset: 'nothing', rows: 1 })),
  ]);
  assert.is(refusing.code, 'UNKNOWN_DATASET');
  assert.is(other.code, 'CLOSED');
  assert.match(other.message, 'UNKNOWN_DATASET');
});

test('parties that are asked for different things say so', async () => {
  const id = freshId();
  const replies = await hand.everywhere(`/v1/uploads/${id}`, (party) => json({ dataset: DATASET, rows: 1 + party }));
  assert.equal(codes(replies), ['SESSION_MISMATCH', 'SESSION_MISMATCH']);
});

test('after all of it the service goes on', async () => {
  assert.equal(await people.ask(await people.prepare(honest!), 5), people.expected(5, []));
  const stranger = await deployment.client(transport);
  assert.equal(await people.ask(await people.prepare(stranger), 5), people.expected(5, range(0, 5)));
  assert.not.ok(deployment.log.some(({ event }) => event === 'internal error'));
});

test.after(() => deployment.close());
test.run();
