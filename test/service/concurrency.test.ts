// Several clients at once: questions side by side, uploads while a dataset is bound, bindings that cross.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import { Dataset } from '../../src/service/dataset.js';
import { Deployment } from './deployment.js';
import { codes, freshId, Hand } from './hand.js';
import { DATASET, People, range, versionOf } from './ratings.js';

const test = suite('service: several clients at once');

const people = new People(40, 13);
const NOTHING = new Uint8Array(0);

async function withParties(parties: number, body: (deployment: Deployment) => Promise<void>): Promise<void> {
  const deployment = await Deployment.start({ parties, limits: { roundTimeoutMs: 10_000 } });
  try {
    await body(deployment);
  } finally {
    await deployment.close();
  }
}

const bindPath = (id = freshId()) => `/v1/datasets/${DATASET}/bind/${id}`;

test('questions of different clients run side by side, and each gets its own answer', async () => {
  await withParties(2, async (deployment) => {
    const clients = await deployment.clients(deployment.transport(), 6);
    await Promise.all(clients.map((client, k) => people.upload(client, k, k + 1)));
    await clients[0]!.bind(DATASET);
    const prepared = await Promise.all(clients.map((client) => people.prepare(client)));
    const answers = await Promise.all(prepared.map((query, k) => people.ask(query, k)));
    answers.forEach((answer, k) => {
      assert.equal(
        answer,
        people.expected(
          k,
          range(0, 6).filter((other) => other !== k),
        ),
      );
    });
    assert.ok(new Set(answers.map((answer) => answer.join())).size > 1, 'the answers differ');
  });
});

test('uploads during bindings are in one version or the next, whole, and questions see one of them', async () => {
  await withParties(2, async (deployment) => {
    const transport = deployment.transport();
    const [anna, stranger] = await deployment.clients(transport, 2);
    await people.upload(anna!, 0, 4);
    await anna!.bind(DATASET);
    const uploading = (async () => {
      for (let row = 4; row < 24; row += 2) {
        const [client] = await deployment.clients(transport, 1);
        await people.upload(client!, row, row + 2);
      }
    })();
    const rows: number[] = [];
    const binding = (async () => {
      for (let k = 0; k < 6; k++) rows.push((await anna!.bind(DATASET)).rows);
    })();
    const asking = (async () => {
      for (let k = 0; k < 3; k++) {
        const query = await preparePatiently(stranger!);
        const answer = await people.ask(query, 30);
        const possible = range(2, 13).map((n) => people.expected(30, range(0, 2 * n)));
        assert.ok(possible.some((expected) => expected.join() === answer.join()));
      }
    })();
    await Promise.all([uploading, binding, asking]);
    assert.ok(
      rows.every((count, k) => count % 2 === 0 && count >= (rows[k - 1] ?? 0)),
      rows.join(),
    );
    assert.is((await anna!.bind(DATASET)).rows, 24);
    assert.equal(await people.ask(await people.prepare(stranger!), 30), people.expected(30, range(0, 24)));
  });
});

/** A query that comes between the parties' bindings is told to try again. */
async function preparePatiently(client: Parameters<People['prepare']>[0]) {
  for (;;) {
    try {
      return await people.prepare(client);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
    }
  }
}

for (const parties of [2, 3]) {
  test(`bindings that reach ${parties} parties in different orders all succeed, one after the other`, async () => {
    await withParties(parties, async (deployment) => {
      const transport = deployment.transport();
      const [anna] = await deployment.clients(transport, 1);
      await people.upload(anna!, 0, 4);
      const hands = await Promise.all(range(0, 4).map(() => Hand.of(deployment, transport)));
      const paths = hands.map(() => bindPath());
      const started = performance.now();
      // Party k starts with binding k, then k + 1, and so on round.
      const replies = range(0, parties).flatMap((party) =>
        range(0, 4).map(async (k) => {
          const which = (k + party) % 4;
          await new Promise((resolve) => setTimeout(resolve, 25 * k));
          return hands[which]!.send(party, paths[which]!, NOTHING);
        }),
      );
      const found = await Promise.all(replies);
      assert.ok(
        codes(found).every((code) => code === 'ok'),
        codes(found).join(),
      );
      assert.ok(performance.now() - started < 5000, 'nobody waited for a timeout');
      for (const { body } of found) {
        const { version, rows } = JSON.parse(new TextDecoder().decode(body));
        assert.equal({ version, rows }, { version: 1, rows: 4 });
      }
    });
  });
}

test('a binding that only one party was asked for holds up nobody', async () => {
  await withParties(2, async (deployment) => {
    const transport = deployment.transport();
    const [anna] = await deployment.clients(transport, 1);
    await people.upload(anna!, 0, 4);
    const hand = await Hand.of(deployment, transport);
    const stuck = [0, 1].map((party) => hand.send(party, bindPath(), NOTHING));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(versionOf(await anna!.bind(DATASET)), { version: 1, rows: 4 });
    await people.upload(anna!, 4, 6);
    assert.equal(versionOf(await anna!.bind(DATASET)), { version: 2, rows: 6 });
    void Promise.allSettled(stuck);
  });
});

test('parties that have come apart say so, and the next binding brings them together', async () => {
  await withParties(2, async (deployment) => {
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 4);
    await anna!.bind(DATASET);
    await people.upload(anna!, 4, 8);
    // One of the two stops at the very end of the binding.
    const publish = Dataset.prototype.publish;
    let calls = 0;
    Dataset.prototype.publish = function (this: Dataset, version) {
      if (calls++ === 0) publish.call(this, version);
    };
    await anna!.bind(DATASET);
    Dataset.prototype.publish = publish;

    const versions = (await anna!.dataset(DATASET)) as { version: number }[];
    assert.equal(versions.map(({ version }) => version).sort(), [1, 2]);
    const refusal = await people.prepare(anna!).catch((error: unknown) => error);
    assert.instance(refusal, ChannelError, 'it may be tried again: nobody has cheated');
    assert.match((refusal as ChannelError).message, /version . of the dataset.*try again/);
    assert.equal(versionOf(await anna!.bind(DATASET)), { version: 3, rows: 8 });
    const stranger = await deployment.client(deployment.transport());
    assert.equal(await people.ask(await people.prepare(stranger), 30), people.expected(30, range(0, 8)));
  });
});

test('an upload that one party lost at the very end stays out of all versions, and out of the way', async () => {
  await withParties(2, async (deployment) => {
    const [anna] = await deployment.clients(deployment.transport(), 1);
    await people.upload(anna!, 0, 4);
    const accept = Dataset.prototype.accept;
    let calls = 0;
    Dataset.prototype.accept = function (this: Dataset, ...upload) {
      if (calls++ === 0) accept.apply(this, upload);
    };
    await people.upload(anna!, 4, 6);
    Dataset.prototype.accept = accept;
    const rows = async () =>
      ((await anna!.dataset(DATASET)) as { rows: number }[]).map((dataset) => dataset.rows).sort();
    assert.equal(await rows(), [4, 6]);
    assert.equal(versionOf(await anna!.bind(DATASET)), { version: 1, rows: 4 }, 'exactly what both have');
    await people.upload(anna!, 6, 8);
    assert.equal(versionOf(await anna!.bind(DATASET)), { version: 2, rows: 6 });
    assert.equal(await rows(), [6, 6]);
    assert.ok(deployment.log.some(({ event, fields }) => event === 'uploads left out' && fields.uploads === 1));
    const stranger = await deployment.client(deployment.transport());
    const among = [...range(0, 4), ...range(6, 8)];
    assert.equal(await people.ask(await people.prepare(stranger), 30), people.expected(30, among));
  });
});

test.run();
