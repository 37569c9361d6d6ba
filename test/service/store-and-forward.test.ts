// Many people, few connections: each uploads one row and leaves. Their requests reach the parties in different orders and all mixed up, and
// questions are asked meanwhile.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { xoshiro128 } from '../../src/apps/prng.js';
import type { ClientAnswer, ClientRequest, Transport } from '../../src/client/transport.js';
import { Deployment } from './deployment.js';
import { DATASET, People, range, versionOf } from './ratings.js';

const test = suite('service: store and forward');

const CLIENTS = 300;
/** Of those at once. */
const AT_ONCE = 200;
const LONGEST_DETOUR_MS = 12;

/** Keeps every request back for a while, each party's for another. */
class Detour implements Transport {
  private readonly next = xoshiro128(7);

  constructor(private readonly inner: Transport) {}

  async enter(): Promise<() => void> {
    return (await this.inner.enter?.()) ?? (() => undefined);
  }

  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    const ms = (this.next() / 2 ** 32) * LONGEST_DETOUR_MS;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return await this.inner.request(party, request);
  }
}

test(`${CLIENTS} clients upload a row each over three connections while questions are asked`, async () => {
  const deployment = await Deployment.start({ parties: 2 });
  try {
    const people = new People(CLIENTS + 5, 6);
    const transport = new Detour(deployment.transport(3));
    const asker = await deployment.client(deployment.transport(1));
    await people.upload(asker, 0, 5);
    await asker.bind(DATASET);

    const waiting = range(5, CLIENTS + 5);
    let busy = true;
    const provide = async () => {
      for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
        const client = await deployment.client(transport);
        await people.upload(client, row, row + 1);
      }
    };
    const stranger = await deployment.client(deployment.transport(1));
    const ask = async () => {
      let asked = 0;
      while (busy) {
        assert.equal(await people.ask(await people.prepare(stranger), 7), people.expected(7, range(0, 5)));
        asked++;
      }
      return asked;
    };
    const providing = Promise.all(range(0, AT_ONCE).map(provide)).finally(() => {
      busy = false;
    });
    const [asked] = await Promise.all([ask(), providing]);
    assert.ok(asked > 0, 'questions were answered meanwhile');

    assert.equal(versionOf(await asker.bind(DATASET)), { version: 2, rows: CLIENTS + 5 });
    assert.equal(await people.ask(await people.prepare(stranger), 7), people.expected(7, range(0, CLIENTS + 5)));
    for (const status of (await asker.status()) as { sessions: number }[]) assert.is(status.sessions, 0);
  } finally {
    await deployment.close();
  }
});

test.run();
