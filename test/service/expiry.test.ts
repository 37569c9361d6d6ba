// Reservations that are left alone, and some that only seem to be.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, Hand, json } from './hand.js';
import { DATASET, People, range } from './ratings.js';

const test = suite('service: expiry');

const IDLE_MS = 300;
const people = new People(12, 5);
const deployment = await Deployment.start({
  parties: 2,
  limits: { roundTimeoutMs: 800 },
  service: { idleMs: IDLE_MS },
});
const transport = deployment.transport();
const [honest] = await deployment.clients(transport, 1);
await people.upload(honest!, 0, 10);
await honest!.bind(DATASET);
const hand = await Hand.of(deployment, transport);

async function rows(): Promise<number[]> {
  return ((await honest!.dataset(DATASET)) as { rows: number }[]).map((dataset) => dataset.rows);
}

test('an upload that was confirmed at one party only is accepted at none', async () => {
  for (const party of [0, 1]) {
    const job = await ByHand.upload(hand, people, 10, 11).before('confirm');
    const reply = await hand.send(party, `${job.path}/confirm`, job.confirmBody(party));
    const late = await hand.send(1 - party, `${job.path}/confirm`, job.confirmBody(1 - party));
    // Either the one has waited long enough, or the other has burnt what nobody touched.
    for (const { status, code } of [reply, late]) {
      assert.is(status, 503);
      assert.ok(code === 'TIMEOUT' || code === 'CLOSED', code);
    }
  }
  assert.equal(await rows(), [10, 10]);
});

test('who comes back too late is told that the time is over', async () => {
  const job = await ByHand.query(hand, people, 10).before('run');
  await new Promise((resolve) => setTimeout(resolve, 3 * IDLE_MS));
  const found = codes(await job.run());
  assert.ok(
    found.every((code) => code === 'TIMEOUT' || code === 'CLOSED'),
    found.join(),
  );
});

test('a reservation that is used is not burnt while it is, however long its steps take', async () => {
  const job = await ByHand.query(hand, people, 10).before('confirm');
  for (let k = 0; k < 2; k++) {
    await new Promise((resolve) => setTimeout(resolve, 0.6 * IDLE_MS));
    // A step that is refused is a sign of life, too.
    assert.equal(codes(await hand.everywhere(`${job.path}/confirm`, () => json({}))), [
      'LENGTH_MISMATCH',
      'LENGTH_MISMATCH',
    ]);
  }
  assert.equal(codes(await job.confirm()), ['ok', 'ok']);
  assert.equal(job.output(await job.run()), people.expected(10, range(0, 10)));
});

test.after(() => deployment.close());
test.run();
