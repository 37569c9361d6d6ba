// Parties that go and come back: stored tuples survive under the same MAC key and are never handed out twice; encryption keys are
// made anew. Data live in memory: after a restart of a party clients upload again.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadPartyConfig } from '../../../src/net/config.js';
import { KeyFile, MAX_STARTS, type StoredKey } from '../../../src/service/lowgear/key-file.js';
import { ByHand } from '../by-hand.js';
import type { Deployment } from '../deployment.js';
import { Hand } from '../hand.js';
import { DATASET, People, range } from '../ratings.js';
import { IdealMakers } from './ideal-makers.js';
import { events, startLowGear, statusOf, until } from './world.js';

const test = suite('service, lowgear: restarts');

const people = new People(8, 5);

/** The masks of one more reservation, in words. */
async function masks(deployment: Deployment): Promise<string[]> {
  const hand = await Hand.of(deployment, deployment.transport());
  const upload = ByHand.upload(hand, people, 0, 1);
  for (const { code, message } of await upload.reserve()) assert.is(code, 'ok', message);
  const words = upload.masks!.values.toBigInts().map(String);
  upload.arena.release();
  return words;
}

async function ask(deployment: Deployment): Promise<void> {
  const [anna] = await deployment.clients(deployment.transport(), 1);
  await people.upload(anna!, 0, 8);
  const { rows } = await anna!.bind(DATASET);
  assert.is(rows, 8);
  const [stranger] = await deployment.clients(deployment.transport(), 1);
  assert.equal(await people.ask(await people.prepare(stranger!), 3), people.expected(3, range(0, 8)));
}

for (const parties of [2, 3]) {
  test(`after a restart of all ${parties} parties the stock is still there and nothing of it comes twice`, () =>
    restarts(parties));
}

async function restarts(parties: number): Promise<void> {
  const ids = range(0, parties);
  const deployment = await startLowGear({
    parties,
    stock: { queries: { low: 0, high: 1 }, marks: { inputMask: { low: 1, high: 400 } } },
  });
  try {
    const { keyId } = await statusOf(deployment, 0);
    const seen: string[] = [];
    for (let life = 0; life < 3; life++) {
      if (life > 0) {
        await Promise.all(ids.map((id) => deployment.stopParty(id)));
        await Promise.all(ids.map((id) => deployment.startParty(id)));
      }
      seen.push(...(await masks(deployment)), ...(await masks(deployment)));
      assert.is((await statusOf(deployment, 1)).keyId, keyId);
    }
    assert.is(new Set(seen).size, seen.length);
    assert.is(events(deployment, 0, 'production begun').filter(({ fields }) => fields.kind === 'inputMask').length, 1);
    await ask(deployment);
  } finally {
    await deployment.close();
  }
}

test('a party that dies during a production and comes back finds its tuples and new keys', async () => {
  const makers = await IdealMakers.create();
  const deployment = await startLowGear({ parties: 2, lowgear: { makers } });
  try {
    const before = await masks(deployment);
    makers.delayMs = 300;
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 8);
    const begun = () => events(deployment, 0, 'production begun').length;
    const productions = begun();
    const binding = anna!.bind(DATASET).catch((error: { code: string }) => error.code);
    await until(() => begun() > productions);
    await deployment.stopParty(1);
    assert.type(await binding, 'string');
    makers.delayMs = 0;
    await until(() => events(deployment, 0, 'preprocessing interrupted').length > 0);
    await deployment.startParty(1);
    const after = await masks(deployment);
    assert.is(new Set([...before, ...after]).size, before.length + after.length);
    await ask(deployment);
    assert.ok(
      events(deployment, 1, 'preprocessing keys made').every(({ fields }, k) => k === 0 || fields.restored === true),
    );
  } finally {
    await deployment.close();
  }
});

test('a party that has lost its key cannot join those that run on, and all begin anew together', async () => {
  const deployment = await startLowGear({ parties: 2 });
  try {
    const { keyId } = await statusOf(deployment, 0);
    await deployment.stopParty(1);
    await rm(join(deployment.dir, 'party-1.data'), { recursive: true });
    const error = await deployment.startParty(1).catch((reason: { code: string }) => reason);
    assert.is(error?.code, 'REFUSED');
    await deployment.stopParty(0);
    await Promise.all([0, 1].map((id) => deployment.startParty(id)));
    assert.is.not((await statusOf(deployment, 0)).keyId, keyId);
    await masks(deployment);
  } finally {
    await deployment.close();
  }
});

test('a MAC key survives 64 starts and not one more, whichever party has counted them', async () => {
  const deployment = await startLowGear({ parties: 2 });
  const restart = async () => {
    await Promise.all([0, 1].map((id) => deployment.stopParty(id)));
    await Promise.all([0, 1].map((id) => deployment.startParty(id)));
    return (await statusOf(deployment, 0)).keyId;
  };
  const keyFile = async (id: number) => {
    const { data, storeKey } = await loadPartyConfig(join(deployment.dir, `party-${id}.json`));
    return new KeyFile(data, storeKey as Uint8Array);
  };
  const count = async (id: number, starts: number) => {
    const file = await keyFile(id);
    await file.write({ ...((await file.read()) as StoredKey), starts });
  };
  const starts = async () => await Promise.all([0, 1].map(async (id) => (await (await keyFile(id)).read())?.starts));
  try {
    const { keyId } = await statusOf(deployment, 0);
    assert.is(await restart(), keyId);
    assert.equal(await starts(), [2, 2]);
    await count(1, MAX_STARTS - 1);
    assert.is(await restart(), keyId);
    assert.equal(await starts(), [3, MAX_STARTS]);
    const before = await masks(deployment);
    assert.is.not(await restart(), keyId);
    assert.equal(await starts(), [1, 1]);
    const after = await masks(deployment);
    assert.is(new Set([...before, ...after]).size, before.length + after.length);
    await ask(deployment);
  } finally {
    await deployment.close();
  }
});

test.run();
