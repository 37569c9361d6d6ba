import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fingerprint } from '../../src/net/certificates.js';
import { DEFAULT_LINK_TIMING, OutgoingLink } from '../../src/net/outgoing-link.js';
import { credential, makePki, sleep, startServer } from './deployment.js';
import { TcpProxy } from './tcp-proxy.js';

const test = suite('OutgoingLink');
const TIMING = { ...DEFAULT_LINK_TIMING, connect: 200, firstBackoff: 10, lastBackoff: 40, ping: 60 };

/** A link from party 0 through a proxy to the server of party 1, and what it has told. */
async function linked() {
  const pki = await makePki(2);
  const server = await startServer(pki, 1);
  server.onPeerStream((_, stream) => {
    stream.respond({ ':status': 200 });
    stream.resume();
    return true;
  });
  const proxy = await TcpProxy.to(server.port);
  const told: string[] = [];
  const peer = {
    id: 1,
    url: `https://127.0.0.1:${proxy.port}`,
    fingerprint: fingerprint(credential(pki, 1).certificate),
  };
  const link = new OutgoingLink(
    peer,
    credential(pki, 0),
    {
      up: () => told.push('up'),
      lost: ({ code }) => told.push(`lost ${code}`),
      failed: ({ code }) => told.push(`failed ${code}`),
    },
    TIMING,
  );
  const until = async (count: number, what: string) => {
    for (let k = 0; k < 200 && told.filter((each) => each === what).length < count; k++) await sleep(5);
    assert.ok(told.filter((each) => each === what).length >= count, `${count} x ${what}: ${told.join()}`);
  };
  const close = async () => {
    await link.close(100);
    await proxy.close();
    await server.close();
  };
  return { link, proxy, told, until, close };
}

test('a link is lost once, tried again while it fails, and comes back', async () => {
  const { link, proxy, told, until, close } = await linked();
  await until(1, 'up');
  proxy.refusing = true;
  proxy.cut();
  await until(3, 'failed UNREACHABLE');
  assert.not(link.up);
  assert.not(link.send(Buffer.alloc(8)));
  proxy.refusing = false;
  await until(2, 'up');
  assert.is(told.filter((each) => each === 'lost CLOSED').length, 1);
  await close();
});

test('a peer that falls silent is noticed although nothing is sent', async () => {
  const { proxy, until, close } = await linked();
  await until(1, 'up');
  proxy.hold();
  await until(1, 'lost CLOSED');
  await until(2, 'up');
  await close();
});

test('a live peer is not taken for a silent one', async () => {
  const { told, until, close } = await linked();
  await until(1, 'up');
  await sleep(5 * TIMING.ping);
  assert.equal(told, ['up']);
  await close();
});

test('a closed link tells nothing more and tries nothing more', async () => {
  const { link, proxy, told, until, close } = await linked();
  await until(1, 'up');
  await link.close(100);
  proxy.cut();
  await sleep(60);
  assert.equal(told, ['up']);
  await close();
});

test.run();
