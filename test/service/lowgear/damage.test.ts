// A stored batch that is damaged while sessions take from it: whoever is answered is answered rightly, everybody else gets an error
// with a code, nothing comes twice, and the parties go on with what is whole.

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorWithCode } from '../../../src/errors.js';
import { ByHand } from '../by-hand.js';
import type { Deployment } from '../deployment.js';
import { codes, Hand, type Reply } from '../hand.js';
import { DATASET, People, range } from '../ratings.js';
import { events, startLowGear, statusOf, until } from './world.js';

const test = suite('service, lowgear: damage');

const people = new People(8, 5);
const CLIENTS = 6;

/** Changes a party's stored batches behind its back: every byte of the second half of each. @returns how many there were */
async function damage(deployment: Deployment, party: number): Promise<number> {
  const tuples = join(deployment.dir, `party-${party}.data`, 'tuples');
  const [key = ''] = await readdir(tuples);
  const batches = (await readdir(join(tuples, key))).filter((name) => name.endsWith('.batch'));
  for (const name of batches) {
    const file = await open(join(tuples, key, name), 'r+');
    const { size } = await file.stat();
    const from = Math.ceil(size / 2);
    await file.write(new Uint8Array(size - from).fill(0x5a), 0, size - from, from);
    await file.close();
  }
  return batches.length;
}

/** Reserves masks and has the parties open their sum. @returns the masks, in words, and all replies */
async function reserve(hand: Hand): Promise<{ masks: readonly string[]; replies: readonly Reply[] }> {
  const upload = ByHand.upload(hand, people, 0, 1);
  const reserved = await upload.reserve();
  if (upload.masks === null) return { masks: [], replies: reserved };
  const checked = await upload.challenge();
  // The client compares the sum with its own: wrong masks would show.
  const confirmed = await upload.confirm();
  const masks = upload.masks.values.toBigInts().map(String);
  upload.arena.release();
  return { masks, replies: [...reserved, ...checked, ...confirmed] };
}

test('a batch damaged under load: right answers or typed errors, and then fresh tuples', async () => {
  const deployment = await startLowGear({
    parties: 2,
    stock: { queries: { low: 0, high: 1 }, marks: { inputMask: { low: 300, high: 2000 } } },
  });
  try {
    const left = async () =>
      (await statusOf(deployment, 1)).preprocessing.stock.find(({ key }) => key === 'inputMask')?.left ?? 0;
    await until(async () => (await left()) >= 300);
    const hands = await Promise.all(range(0, CLIENTS).map(() => Hand.of(deployment, deployment.transport())));
    const attempt = async () => {
      const outcomes = await Promise.all(hands.map(reserve));
      const replies = outcomes.flatMap((outcome) => outcome.replies);
      return { masks: outcomes.flatMap(({ masks }) => masks), failed: replies.filter(({ code }) => code !== 'ok') };
    };
    const { masks, failed } = await attempt();
    assert.equal(codes(failed), []);
    // A batch is given up as soon as it is found damaged, so each fails one attempt at most.
    const damaged = await damage(deployment, 1);
    let attempts = 0;
    for (let whole = false; !whole; attempts++) {
      const under = await attempt();
      for (const { code, message } of under.failed) assert.ok(errorWithCode(code, message), `${code} is a code`);
      masks.push(...under.masks);
      whole = under.failed.length === 0;
      assert.ok(whole || under.failed.some(({ code }) => code === 'STORE_DAMAGED'));
    }
    assert.ok(attempts > 1 && attempts <= damaged + 1, `${attempts} attempts`);
    assert.is(new Set(masks).size, masks.length, 'no mask comes twice');
    assert.ok(events(deployment, 0, 'stores agreed').length >= 2);
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 1, 8);
    await anna!.bind(DATASET);
  } finally {
    await deployment.close();
  }
});

test.run();
