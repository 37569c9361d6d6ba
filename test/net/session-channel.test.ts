import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RoundHeader } from '../../src/net/frame.js';
import { SessionChannel } from '../../src/net/session-channel.js';
import { codeOf, sleep } from './deployment.js';

const test = suite('SessionChannel');

/** A session of party 0 of 3 whose frames go nowhere. */
function lonely(timeoutMs = 1000) {
  const sent: number[] = [];
  const ended: (string | undefined)[] = [];
  const host = {
    party: 0,
    parties: 3,
    maxBodyBytes: 1000,
    send: (peer: number) => {
      sent.push(peer);
      return true;
    },
    ended: (_: string, failure: { code: string } | undefined) => ended.push(failure?.code),
  };
  const channel = new SessionChannel(host, new Uint8Array(32), timeoutMs);
  const header = (index: number): RoundHeader => ({ type: 'round', session: channel.key, index });
  return { channel, sent, ended, header };
}

const eight = [new Uint8Array(8)];

test('a round sends one frame to each peer it concerns, even to one that only sends', async () => {
  const { channel, sent, header } = lonely();
  const round = channel.exchange([[], eight, []], [0, 0, 8]);
  assert.equal(sent, [1, 2]);
  channel.deliver(1, header(0), new Uint8Array(0));
  channel.deliver(2, header(0), new Uint8Array(8));
  assert.equal(
    (await round).map((body) => body.length),
    [0, 0, 8],
  );
  await channel.exchange([[], [], []], [0, 0, 0]);
  assert.equal(sent, [1, 2]);
});

test('messages to peers are counted per peer, so a round may concern only some of them', async () => {
  const { channel, header } = lonely();
  const first = channel.exchange([[], eight, []], [0, 8, 0]);
  channel.deliver(1, header(0), new Uint8Array(8));
  await first;
  const second = channel.exchange([[], eight, eight], [0, 8, 8]);
  channel.deliver(2, header(0), new Uint8Array(8));
  channel.deliver(1, header(1), new Uint8Array(8));
  await second;
});

test('a fast peer may be one message ahead while a slow one is awaited', async () => {
  const { channel, header } = lonely();
  const first = channel.exchange([[], eight, eight], [0, 8, 8]);
  channel.deliver(1, header(0), new Uint8Array(8).fill(1));
  channel.deliver(1, header(1), new Uint8Array(8).fill(2));
  channel.deliver(2, header(0), new Uint8Array(8));
  assert.is((await first)[1]?.[0], 1);
  const second = channel.exchange([[], eight, []], [0, 8, 0]);
  assert.is((await second)[1]?.[0], 2);
});

test('a timeout names the silent peer and the round', async () => {
  const { channel, header, ended } = lonely(30);
  const round = channel.exchange([[], eight, eight], [0, 8, 8]);
  channel.deliver(1, header(0), new Uint8Array(8));
  const error: unknown = await round.catch((reason: unknown) => reason);
  assert.match(String(error), /round 0 from party 2 within 30 ms/);
  assert.equal(ended, ['TIMEOUT']);
});

test('a session that waits for its own caller does not time out', async () => {
  const { channel, header } = lonely(30);
  for (let index = 0; index < 2; index++) {
    const round = channel.exchange([[], eight, []], [0, 8, 0]);
    channel.deliver(1, header(index), new Uint8Array(8));
    await round;
    await sleep(50);
  }
  assert.is(await codeOf(channel.exchange([[], eight, []], [0, 8, 0])), 'TIMEOUT');
});

test('closing between rounds is silent, closing during a round fails it and tells the peers', async () => {
  const idle = lonely();
  idle.channel.close();
  assert.equal([idle.sent, idle.ended], [[], [undefined]]);
  assert.is(await codeOf(idle.channel.exchange([[], [], []], [0, 0, 0])), 'CLOSED');
  const busy = lonely();
  const round = codeOf(busy.channel.exchange([[], eight, eight], [0, 8, 8]));
  busy.channel.close();
  assert.is(await round, 'CLOSED');
  assert.equal([busy.sent, busy.ended], [[1, 2, 1, 2], ['CLOSED']]);
});

test('a failure is told to who listens, also between two rounds, and once; a close in good order is none', () => {
  const told: string[] = [];
  const failing = lonely();
  failing.channel.onFailure((error) => told.push(error.code));
  failing.channel.deliver(
    1,
    { type: 'abort', session: failing.channel.key, code: 'MAC_CHECK_FAILED' },
    new Uint8Array(0),
  );
  failing.channel.abort('TIMEOUT');
  assert.equal(told, ['PEER_ABORTED']);
  const closing = lonely();
  closing.channel.onFailure((error) => told.push(error.code));
  closing.channel.close();
  assert.equal(told, ['PEER_ABORTED']);
});

test('abort tells each peer once and later failures nobody', () => {
  const { channel, sent, ended } = lonely();
  channel.abort('MAC_CHECK_FAILED');
  channel.abort('TIMEOUT');
  channel.close();
  assert.equal([sent, ended], [[1, 2], ['CLOSED']]);
});

test.run();
