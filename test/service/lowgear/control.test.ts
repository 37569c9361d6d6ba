// The calls by which party 0 begins sessions: refused from anybody else, and from party 0 when they make no sense.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError } from '../../../src/errors.js';
import { loadPartyConfig } from '../../../src/net/config.js';
import { HttpsClient } from '../../../src/net/request.js';
import { JOIN_PATH, SESSIONS_PATH } from '../../../src/service/lowgear/control.js';
import type { Deployment } from '../deployment.js';
import { freshId } from '../hand.js';
import { events, startLowGear, statusOf } from './world.js';

const test = suite<{ deployment: Deployment }>('service, lowgear: control calls');

test.before(async (context) => {
  context.deployment = await startLowGear({ parties: 3 });
});
test.after(({ deployment }) => deployment.close());

/** A call with the certificate of a party, or without one. @returns the code of the error, or ok */
async function call(
  deployment: Deployment,
  from: number | null,
  to: number,
  path: string,
  body: unknown,
): Promise<string> {
  const { certificate, key } = await loadPartyConfig(join(deployment.dir, `party-${from ?? 0}.json`));
  const ca = await readFile(join(deployment.dir, 'ca.pem'), 'utf8');
  const own = from === null ? {} : { certificate, key };
  const client = new HttpsClient({ url: deployment.origins[to]!, ca, ...own });
  try {
    await client.request({ method: 'POST', path, body: new TextEncoder().encode(JSON.stringify(body)) });
    return 'ok';
  } catch (error) {
    return error instanceof TesseraError ? error.code : 'unknown';
  } finally {
    await client.close();
  }
}

const produce = (spec: unknown) => ({ purpose: 'produce', session: freshId(), spec, key: 'random', units: 1 });

test('nobody but party 0 begins a session', async ({ deployment }) => {
  for (const body of [
    { purpose: 'setup', session: freshId() },
    { purpose: 'reconcile', session: freshId() },
    produce([{ kind: 'random', n: 1 }]),
  ]) {
    for (const from of [null, 1, 2])
      assert.is(await call(deployment, from, from === 2 ? 1 : 2, SESSIONS_PATH, body), 'UNKNOWN_CLIENT');
    assert.is(await call(deployment, 1, 0, SESSIONS_PATH, body), 'UNKNOWN_CLIENT');
  }
  assert.is(await call(deployment, null, 0, JOIN_PATH, { instance: freshId() }), 'UNKNOWN_CLIENT');
});

test('party 0 is refused what makes no sense', async ({ deployment }) => {
  const matvec = { kind: 'matvec', matrix: 'a', rows: 2, columns: 2, orientation: 'rows', operand: { from: 'random' } };
  const cases: readonly [unknown, string][] = [
    [{}, 'INVALID_ARGUMENT'],
    [{ purpose: 'setup', session: 'x' }, 'INVALID_ARGUMENT'],
    [{ purpose: 'destroy', session: freshId() }, 'INVALID_ARGUMENT'],
    [{ purpose: 'reconcile', session: freshId(), spec: [] }, 'INVALID_ARGUMENT'],
    [produce(undefined), 'INVALID_ARGUMENT'],
    [produce([]), 'INVALID_ARGUMENT'],
    [produce([{ kind: 'magic', n: 1 }]), 'INVALID_ARGUMENT'],
    [produce([{ kind: 'random', n: 2 ** 27 }]), 'LIMIT_EXCEEDED'],
    [produce([matvec]), 'UNKNOWN_DATASET'],
  ];
  for (const [body, code] of cases) assert.is(await call(deployment, 0, 1, SESSIONS_PATH, body), code);
  assert.is(await call(deployment, 1, 0, JOIN_PATH, { instance: 'x' }), 'INVALID_ARGUMENT');
});

test('a session that only one party was called to ends, and the parties go on', async ({ deployment }) => {
  const before = events(deployment, 1, 'preprocessing session failed').length;
  assert.is(await call(deployment, 0, 1, SESSIONS_PATH, { purpose: 'reconcile', session: freshId() }), 'ok');
  assert.is(events(deployment, 1, 'preprocessing session failed').length, before, 'it waits for the others');
  assert.ok((await statusOf(deployment, 1)).ready);
});

test.run();
