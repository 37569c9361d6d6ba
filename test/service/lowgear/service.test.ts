// The service without a dealer: the same answers, from tuples that the parties have made themselves.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DATASET, People, range, versionOf } from '../ratings.js';
import { events, startLowGear, statusOf, until } from './world.js';

const test = suite('service, lowgear');

for (const parties of [2, 3]) {
  test(`${parties} parties answer like the computation in the clear, version by version`, async () => {
    const deployment = await startLowGear({ parties });
    try {
      const people = new People(12, parties);
      const [anna, ben] = await deployment.clients(deployment.transport(), 2);
      await Promise.all([people.upload(anna!, 0, 1), people.upload(ben!, 1, 8)]);
      assert.equal(versionOf(await anna!.bind(DATASET)), { version: 1, rows: 8 });
      const early = await people.prepare(anna!);
      assert.equal(await people.ask(await people.prepare(ben!), 9), people.expected(9, [0]));
      await people.upload(ben!, 8, 12);
      assert.equal(versionOf(await ben!.bind(DATASET)), { version: 2, rows: 12 });
      assert.equal(await people.ask(early, 0), people.expected(0, range(1, 8)));
      assert.equal(await people.ask(await people.prepare(anna!), 0), people.expected(0, range(1, 12)));
      const { stats } = early;
      for (const party of range(0, parties)) {
        const { ms, bytesSent } = stats[party] as { ms: number; bytesSent: number };
        assert.ok(ms > 0 && bytesSent > 0);
        // The lead may have called for the first set-up before everybody had started.
        const failed = events(deployment, party, 'preprocessing session failed');
        assert.equal(
          failed.filter(({ fields }) => fields.purpose !== 'setup'),
          [],
        );
        assert.is(events(deployment, party, 'preprocessing keys made').length, 1);
      }
    } finally {
      await deployment.close();
    }
  });
}

test('with homomorphic encryption and proofs the answer is the same, and making the tuples is counted', async () => {
  const deployment = await startLowGear({ parties: 2, lowgear: { makers: undefined } });
  try {
    const people = new People(6, 3);
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 6);
    await anna!.bind(DATASET);
    const [ben] = await deployment.clients(deployment.transport(), 1);
    const prepared = await people.prepare(ben!);
    assert.equal(await people.ask(prepared, 2), people.expected(2, range(0, 6)));
    for (const { ms, bytesSent } of prepared.stats as { ms: number; bytesSent: number }[]) {
      assert.ok(ms > 10 && bytesSent > 1_000_000);
    }
  } finally {
    await deployment.close();
  }
});

test('the stock is filled to the high marks when it is below the low ones, while nobody asks', async () => {
  const marks = { inputMask: { low: 1000, high: 2000 }, random: { low: 1, high: 10 } };
  const deployment = await startLowGear({ parties: 2, stock: { queries: { low: 1, high: 2 }, marks } });
  try {
    const left = async (party: number) =>
      new Map((await statusOf(deployment, party)).preprocessing.stock.map((line) => [line.key, line]));
    await until(async () => ((await left(0)).get('random')?.left ?? 0) >= 10);
    for (const party of [0, 1]) {
      assert.ok((await left(party)).get('inputMask')!.left >= 2000);
      assert.equal((await statusOf(deployment, party)).preprocessing.kind, 'lowgear');
    }
    const people = new People(4, 9);
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 4);
    await anna!.bind(DATASET);
    const full = async (party: number) => [...(await left(party)).values()].every((line) => line.left >= line.low);
    await until(async () => (await full(0)) && (await full(1)));
    const { preprocessing } = await statusOf(deployment, 0);
    assert.equal(
      preprocessing.forecasts.map(({ dataset }) => dataset),
      [DATASET],
    );
    const needs = preprocessing.forecasts[0]!.needs;
    const tuples = needs.filter(({ key }) => key.startsWith('matvec/'));
    assert.equal(
      tuples.map(({ units }) => units),
      [1, 1],
    );
    const awaited = events(deployment, 0, 'tuples awaited').length;
    await people.prepare(anna!);
    assert.is(events(deployment, 0, 'tuples awaited').length, awaited, 'a query finds everything in stock');
  } finally {
    await deployment.close();
  }
});

test.run();
