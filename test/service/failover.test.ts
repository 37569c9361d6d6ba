// A party that goes away in the middle of something, and comes back; and a dealer that is started anew. The others say so in time, and
// serve again as soon as they can.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, Hand, json, type Reply } from './hand.js';
import { DATASET, People, range, versionOf } from './ratings.js';

const test = suite('service: parties that die');

const people = new People(12, 16);

interface Status {
  readonly id: number;
  readonly ready: boolean;
  readonly sessions: number;
}

async function status(hand: Hand, party: number): Promise<Status> {
  const { body } = await hand.send(party, '/v1/status', new Uint8Array(0), { method: 'GET' });
  return JSON.parse(new TextDecoder().decode(body)) as Status;
}

/** Waits until these parties are ready. */
async function ready(hand: Hand, parties: readonly number[], expected = true): Promise<void> {
  for (let k = 0; k < 100; k++) {
    const found = await Promise.all(parties.map((party) => status(hand, party)));
    if (found.every((party) => party.ready === expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.unreachable(`parties ${parties} are not ${expected ? '' : 'un'}ready`);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'ok',
    (error: unknown) => (error as { code: string }).code,
  );
}

test('a party that dies in the middle of a question ends it for the others at once, and they serve again when it is back', async () => {
  const deployment = await Deployment.start({ parties: 3 });
  try {
    const hand = await Hand.of(deployment, deployment.transport());
    const [honest] = await deployment.clients(hand.transport, 1);
    await people.upload(honest!, 0, 10);
    await honest!.bind(DATASET);

    const job = await ByHand.query(hand, people, 10).before('run');
    const waiting = await ByHand.query(hand, people, 10).before('run');
    const started = performance.now();
    const asked = [0, 1].map((party) => hand.send(party, `${job.path}/run`, job.questionBody(party)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await deployment.stopParty(2);
    const replies = await Promise.all(asked);
    assert.ok(performance.now() - started < 3000, 'nobody waits for a timeout');
    for (const { code, status } of replies) assert.equal([code, status], ['CLOSED', 503]);
    await ready(hand, [0, 1], false);
    assert.is((await status(hand, 0)).sessions, 0, 'what the dead party took part in is burnt');
    const late = await Promise.all(
      [0, 1].map((party) => hand.send(party, `${waiting.path}/run`, waiting.questionBody(party))),
    );
    assert.equal(codes(late), ['CLOSED', 'CLOSED'], 'also what only waited for its question');
    const refused = await hand.send(
      0,
      ByHand.query(hand, people, 10).path,
      json({ program: 'recommender', dataset: DATASET }),
    );
    assert.equal([refused.code, refused.status], ['UNREACHABLE', 503]);

    await deployment.startParty(2);
    await ready(hand, [0, 1, 2]);
    assert.is(await codeOf(people.prepare(honest!)), 'WRONG_STATE', 'it kept no rows');
    await people.upload(honest!, 0, 6);
    assert.equal(
      versionOf(await honest!.bind(DATASET)),
      { version: 2, rows: 6 },
      'above all versions that anybody knows',
    );
    const again = await ByHand.query(hand, people, 10).before('run');
    assert.equal(again.output(await again.run()), people.expected(10, range(0, 6)));
    assert.equal(versionOf(await honest!.bind(DATASET)), { version: 2, rows: 6 });
    const rows = (await honest!.dataset(DATASET)) as { rows: number }[];
    assert.equal(
      rows.map((dataset) => dataset.rows),
      [6, 6, 6],
      'rows that one party has lost are let go of',
    );
  } finally {
    await deployment.close();
  }
});

test('whenever a party dies during a question the client gets an error of the network, or the right answer', async () => {
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const hand = await Hand.of(deployment, deployment.transport());
    for (const delay of [0, 4, 12]) {
      const [honest] = await deployment.clients(hand.transport, 1);
      await people.upload(honest!, 0, 10);
      await honest!.bind(DATASET);
      const prepared = await people.prepare(await deployment.client(hand.transport));
      const asking = people.ask(prepared, 10);
      await new Promise((resolve) => setTimeout(resolve, delay));
      const [outcome] = await Promise.all([asking.catch((error: unknown) => error), deployment.stopParty(1)]);
      if (outcome instanceof Error) assert.instance(outcome, ChannelError);
      else assert.equal(outcome, people.expected(10, range(0, 10)));
      await deployment.stopParty(0);
      await Promise.all([0, 1].map((id) => deployment.startParty(id)));
    }
  } finally {
    await deployment.close();
  }
});

test('a dealer that is started anew has another key, and the parties say what to do', async () => {
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const hand = await Hand.of(deployment, deployment.transport());
    const [honest] = await deployment.clients(hand.transport, 1);
    await people.upload(honest!, 0, 10);
    await honest!.bind(DATASET);
    const before = await people.prepare(honest!);

    await deployment.stopDealer();
    const without: Reply[] = await ByHand.query(hand, people, 10).reserve();
    assert.ok(
      codes(without).every((code) => code === 'UNREACHABLE' || code === 'CLOSED'),
      codes(without).join(),
    );

    await deployment.startDealer();
    const replaced = await ByHand.query(hand, people, 10).reserve();
    const refusal = replaced.find(({ code }) => code === 'REFUSED');
    assert.match(refusal?.message ?? codes(replaced).join(), 'start all parties anew');
    assert.is(refusal?.status, 503);
    await people.ask(before, 0); // what was dealt before is as good as ever
    const ready = await Promise.all([0, 1].map((party) => status(hand, party)));
    assert.ok(
      ready.some((party) => !party.ready),
      'whoever has heard of it is not ready',
    );

    for (const id of [0, 1]) await deployment.stopParty(id);
    await Promise.all([0, 1].map((id) => deployment.startParty(id)));
    await people.upload(honest!, 0, 10);
    assert.equal(versionOf(await honest!.bind(DATASET)), { version: 1, rows: 10 });
    const job = await ByHand.query(hand, people, 10).before('run');
    assert.equal(job.output(await job.run()), people.expected(10, range(0, 10)));
  } finally {
    await deployment.close();
  }
});

test.run();
