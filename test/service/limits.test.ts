// What clients may occupy: reservations, memory, bindings, questions.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ClientKey } from '../../src/client/key.js';
import type { UsageError } from '../../src/errors.js';
import { limited, withBound } from './bound.js';
import { ByHand } from './by-hand.js';
import { Deployment } from './deployment.js';
import { codes, freshId, Hand, json } from './hand.js';
import { DATASET, PARAMETERS, People, range } from './ratings.js';
import { shifted } from './words.js';

const test = suite('service: limits');

const people = new People(12, 12);
const MASKS_PER_ROW = PARAMETERS.items + PARAMETERS.proofDigits;

test('reservations are limited per client and in total, in number, and come free again', async () => {
  const service = { reservationsPerClient: 2, reservations: 3, idleMs: 60_000 };
  await withBound(people, { service }, async (deployment, hand) => {
    const first = await ByHand.upload(hand, people, 10, 11).before('challenge');
    await ByHand.upload(hand, people, 10, 11).before('challenge');
    assert.ok(limited(await ByHand.upload(hand, people, 10, 11).reserve()), 'two for one client');
    const other = await Hand.of(deployment, hand.transport);
    const last = await ByHand.upload(other, people, 11, 12).before('confirm');
    const third = await Hand.of(deployment, hand.transport);
    assert.ok(limited(await ByHand.upload(third, people, 11, 12).reserve()), 'three in all');
    assert.equal(
      codes(await ByHand.query(third, people, 10).reserve()),
      ['ok', 'ok'],
      'queries have places of their own',
    );
    assert.equal(codes(await last.confirm()), ['ok', 'ok']);
    assert.equal(codes(await ByHand.upload(third, people, 10, 11).reserve()), ['ok', 'ok'], 'a place came free');
    assert.equal(codes(await first.challenge()), ['ok', 'ok']);
  });
});

test('reservations are limited in memory', async () => {
  const service = { masksPerClient: 12 * MASKS_PER_ROW, masks: 20 * MASKS_PER_ROW };
  await withBound(people, { service }, async (deployment, hand) => {
    const rows = (count: number, by: Hand) =>
      by.everywhere(`/v1/uploads/${freshId()}`, () => json({ dataset: DATASET, rows: count }));
    assert.ok(limited(await rows(13, hand)), 'one reservation');
    assert.equal(codes(await rows(9, hand)), ['ok', 'ok']);
    assert.ok(limited(await rows(9, hand)), 'the same client again');
    const other = await Hand.of(deployment, hand.transport);
    assert.equal(codes(await rows(9, other)), ['ok', 'ok']);
    assert.ok(limited(await rows(9, await Hand.of(deployment, hand.transport))), 'all together');
    const many = await rows(2 ** 40, await Hand.of(deployment, hand.transport));
    assert.ok(limited(many), 'more than can be counted');
  });
});

test('a client may ask as often as it is allowed: what was not asked does not count, what failed does', async () => {
  await withBound(people, { dataset: { queriesPerClient: 2 }, service: { idleMs: 800 } }, async (deployment, hand) => {
    const [asker] = await deployment.clients(hand.transport, 1);
    for (let k = 0; k < 3; k++) {
      const unasked = await people.prepare(asker!);
      unasked.discard();
      await new Promise((resolve) => setTimeout(resolve, 1200));
    }
    assert.equal(await people.ask(await people.prepare(asker!), 10), people.expected(10, range(0, 10)));
    assert.equal(await people.ask(await people.prepare(asker!), 10), people.expected(10, range(0, 10)));
    await people.prepare(asker!).then(
      () => assert.unreachable(),
      (error) => assert.is((error as UsageError).code, 'LIMIT_EXCEEDED'),
    );
    const cheat = await ByHand.query(hand, people, 10).before('run');
    cheat.input = shifted(cheat.input, 0);
    assert.equal(codes(await cheat.run()), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
    assert.equal(codes(await ByHand.query(hand, people, 10).reserve()), ['ok', 'ok']);
    const held = await ByHand.query(hand, people, 10).reserve();
    assert.ok(limited(held), 'one was spent, and one is reserved');
  });
});

test('bindings that nobody else asks for are limited per client', async () => {
  await withBound(people, { limits: { roundTimeoutMs: 500 } }, async (_, hand) => {
    const path = () => `/v1/datasets/${DATASET}/bind/${freshId()}`;
    const replies = await Promise.all(range(0, 3).map(() => hand.send(0, path(), new Uint8Array(0))));
    assert.equal(codes(replies).sort(), ['LIMIT_EXCEEDED', 'TIMEOUT', 'TIMEOUT']);
  });
});

test('where clients are listed nobody else is served', async () => {
  const key = await ClientKey.generate();
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const listed = await Hand.of(deployment, deployment.transport(), key);
    for (const id of [0, 1]) {
      await deployment.stopParty(id);
      const file = join(deployment.dir, `party-${id}.json`);
      const config = JSON.parse(await readFile(file, 'utf8')) as object;
      await writeFile(file, JSON.stringify({ ...config, registration: 'listed', clients: [listed.name] }));
    }
    await Promise.all([0, 1].map((id) => deployment.startParty(id)));
    assert.equal(codes(await ByHand.upload(listed, people, 0, 1).reserve()), ['ok', 'ok']);
    const stranger = await Hand.of(deployment, deployment.transport());
    const refused = await ByHand.upload(stranger, people, 0, 1).reserve();
    assert.equal(codes(refused), ['UNKNOWN_CLIENT', 'UNKNOWN_CLIENT']);
    assert.is(refused[0]!.status, 403);
  } finally {
    await deployment.close();
  }
});

test.run();
