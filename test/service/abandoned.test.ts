// Clients that vanish. Whatever they have begun is burnt when nobody has touched it for a while, at every party, and leaves nothing behind:
// no reservation, no memory, no rows.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { freshId, Hand, json } from './hand.js';
import { ArenaWatch } from './memory.js';
import { DATASET, People, range, versionOf } from './ratings.js';

const test = suite('service: clients that vanish');

const IDLE_MS = 1000;
const watch = new ArenaWatch();
const people = new People(12, 5);
const deployment = await Deployment.start({
  parties: 2,
  limits: { roundTimeoutMs: 2000 },
  service: { idleMs: IDLE_MS, reservationsPerClient: 200 },
});
const transport = deployment.transport(8);
const [honest] = await deployment.clients(transport, 1);
await people.upload(honest!, 0, 10);
await honest!.bind(DATASET);
const hand = await Hand.of(deployment, transport);

async function sessions(): Promise<number[]> {
  return ((await honest!.status()) as { sessions: number }[]).map((status) => status.sessions);
}

async function rows(): Promise<number[]> {
  return ((await honest!.dataset(DATASET)) as { rows: number }[]).map((dataset) => dataset.rows);
}

/** Waits until no party holds a reservation any more. */
async function settled(): Promise<void> {
  for (let k = 0; k < 100; k++) {
    if ((await sessions()).every((count) => count === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.unreachable(`reservations are left: ${await sessions()}`);
}

/** What a client may have done when it vanishes. */
const STAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  'an upload reserved': () => ByHand.upload(hand, people, 10, 11).before('challenge'),
  'an upload with its input sent': () => ByHand.upload(hand, people, 10, 11).before('confirm'),
  'an upload with its input at one party only': async () => {
    const job = await ByHand.upload(hand, people, 10, 11).before('challenge');
    return hand.send(0, `${job.path}/input`, job.inputBody);
  },
  'an upload confirmed at the first party only': async () => {
    const job = await ByHand.upload(hand, people, 10, 11).before('confirm');
    return hand.send(0, `${job.path}/confirm`, job.confirmBody(0));
  },
  'an upload confirmed at the second party only': async () => {
    const job = await ByHand.upload(hand, people, 10, 11).before('confirm');
    return hand.send(1, `${job.path}/confirm`, job.confirmBody(1));
  },
  'a query reserved': () => ByHand.query(hand, people, 10).before('challenge'),
  'a query challenged': () => ByHand.query(hand, people, 10).before('confirm'),
  'a query confirmed': () => ByHand.query(hand, people, 10).before('run'),
  'a question put to one party only': async () => {
    const job = await ByHand.query(hand, people, 10).before('run');
    return hand.send(1, `${job.path}/run`, job.questionBody(1));
  },
  'a reservation at one party only': () =>
    hand.send(0, `/v1/uploads/${freshId()}`, json({ dataset: DATASET, rows: 1 })),
};

test('what they leave behind is burnt at all parties, in every stage, and its memory is free again', async () => {
  const abandon = async () => {
    await Promise.all(range(0, 2).flatMap(() => Object.values(STAGES).map(async (stage) => stage())));
    await settled();
  };
  const { kernel } = deployment; // the clients', which these by hand do not tidy up
  const arenas = watch.countBeside(kernel);
  await abandon();
  const bytes = watch.bytesBeside(kernel);
  for (let k = 0; k < 2; k++) await abandon();
  assert.is(watch.countBeside(kernel), arenas, 'no arena of a party is left');
  assert.is(watch.bytesBeside(kernel), bytes, 'memory is used again');
  assert.equal(await rows(), [10, 10], 'no row was accepted');
});

test('after all of it the service goes on', async () => {
  await people.upload(honest!, 10, 11);
  assert.equal(versionOf(await honest!.bind(DATASET)), { version: 2, rows: 11 });
  const stranger = await deployment.client(transport);
  assert.equal(await people.ask(await people.prepare(stranger), 11), people.expected(11, range(0, 11)));
});

test.after(async () => {
  await deployment.close();
  watch.stop();
});
test.run();
