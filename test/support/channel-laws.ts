// What every implementation of the Channel port must do, whatever carries the messages. Run with
// `channelLaws('name', makeNetwork)` from a test file of the implementation.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import type { Channel } from '../../src/protocol/step.js';

/** Parties that are connected with each other. */
export interface Network {
  /** A fresh session: one channel per party, in party order. */
  open(): Promise<readonly Channel[]>;
  close(): Promise<void>;
}

export type MakeNetwork = (parties: number) => Promise<Network>;

type Fill = (from: number, to: number, round: number) => Uint8Array;

/** `bytes` bytes that differ in sender, receiver and round. */
function pattern(bytes: number): Fill {
  return (from, to, round) => {
    const message = new Uint8Array(bytes);
    for (let k = 0; k < bytes; k++) message[k] = (k * 7 + from * 31 + to * 101 + round * 13) & 255;
    return message;
  };
}

const others = (channel: Channel) => [...Array(channel.parties).keys()].filter((j) => j !== channel.party);

/** One round in which everybody sends `fill` to everybody, cut into `parts`; checks what arrives. */
async function checkedRound(channel: Channel, round: number, bytes: number, parts = 1): Promise<readonly Uint8Array[]> {
  const fill = pattern(bytes);
  const cut = Math.ceil(bytes / parts);
  const out = [...Array(channel.parties).keys()].map((j) => {
    const message = j === channel.party ? new Uint8Array(0) : fill(channel.party, j, round);
    return j === channel.party ? [] : Array.from({ length: parts }, (_, k) => message.subarray(k * cut, (k + 1) * cut));
  });
  const expect = [...Array(channel.parties).keys()].map((j) => (j === channel.party ? 0 : bytes));
  const got = await channel.exchange(out, expect);
  assert.is(got.length, channel.parties);
  assert.is(got[channel.party]?.length, 0);
  for (const j of others(channel)) {
    assert.ok(
      Buffer.from(got[j] ?? []).equals(fill(j, channel.party, round)),
      `round ${round}, from ${j} to ${channel.party}`,
    );
  }
  return got;
}

const all = <T>(channels: readonly Channel[], body: (channel: Channel) => Promise<T>) =>
  Promise.all(channels.map(body));

/** The laws, for networks of 2 and of 3 parties. */
export function channelLaws(name: string, makeNetwork: MakeNetwork): void {
  for (const parties of [2, 3]) {
    const laws = suite<{ network: Network }>(`Channel laws: ${name}, ${parties} parties`);
    laws.before(async (context) => {
      context.network = await makeNetwork(parties);
    });
    laws.after(async (context) => {
      await context.network.close();
    });

    laws('every channel knows its party and the number of parties', async ({ network }) => {
      const channels = await network.open();
      assert.equal(
        channels.map((channel) => [channel.party, channel.parties]),
        [...Array(parties).keys()].map((j) => [j, parties]),
      );
    });

    laws('messages arrive in the order of the rounds, to the party they were meant for', async ({ network }) => {
      await all(await network.open(), async (channel) => {
        for (let round = 0; round < 50; round++) await checkedRound(channel, round, 8 * (1 + (round % 5)));
      });
    });

    laws('the parts of a message arrive as one body of exactly their total length', async ({ network }) => {
      await all(await network.open(), async (channel) => {
        for (const [round, bytes] of [8, 64, 1000 * 8, 80 * 1024].entries()) {
          for (const body of (await checkedRound(channel, round, bytes, 4)).filter((_, j) => j !== channel.party)) {
            assert.is(body.length, bytes);
          }
        }
      });
    });

    laws('every reply starts at a multiple of 8 bytes', async ({ network }) => {
      await all(await network.open(), async (channel) => {
        for (const [round, bytes] of [8, 24, 4096 + 8, 8, 100_000].entries()) {
          for (const body of await checkedRound(channel, round, bytes)) assert.is(body.byteOffset % 8, 0);
        }
      });
    });

    laws('a party may send nothing and still receive, and the other way round', async ({ network }) => {
      await all(await network.open(), async (channel) => {
        const message = pattern(16)(0, 1, 0);
        for (let round = 0; round < 3; round++) {
          const out = [...Array(parties).keys()].map((j) => (channel.party === 0 && j === 1 ? [message] : []));
          const expect = [...Array(parties).keys()].map((j) => (channel.party === 1 && j === 0 ? 16 : 0));
          const got = await channel.exchange(out, expect);
          const received = channel.party === 1 ? message : new Uint8Array(0);
          assert.equal([...(got[0] ?? [])], [...received]);
        }
        await checkedRound(channel, 3, 8);
      });
    });

    laws('a round without any message completes alone', async ({ network }) => {
      const [channel] = await network.open();
      if (channel === undefined) throw new Error('no channel');
      const nothing = [...Array(parties).keys()].map(() => []);
      const got = await channel.exchange(
        nothing,
        nothing.map(() => 0),
      );
      assert.equal(
        got.map((body) => body.length),
        nothing.map(() => 0),
      );
    });

    laws('the sender may overwrite its buffers as soon as exchange has returned its promise', async ({ network }) => {
      await all(await network.open(), async (channel) => {
        const buffer = new Uint8Array(256 * 1024);
        for (let round = 0; round < 4; round++) {
          buffer.fill(10 * round + channel.party);
          const slots = [...Array(parties).keys()];
          const arriving = channel.exchange(
            slots.map((j) => (j === channel.party ? [] : [buffer])),
            slots.map((j) => (j === channel.party ? 0 : buffer.length)),
          );
          buffer.fill(255);
          const got = await arriving;
          for (const j of others(channel)) assert.ok(got[j]?.every((byte) => byte === 10 * round + j));
        }
      });
    });

    laws('forty sessions run at once without mixing', async ({ network }) => {
      const sessions = await Promise.all(Array.from({ length: 40 }, () => network.open()));
      await Promise.all(
        sessions.map((channels, k) =>
          all(channels, async (channel) => {
            for (let round = 0; round < 10; round++) await checkedRound(channel, 100 * k + round, 8 * (1 + (k % 7)));
          }),
        ),
      );
    });

    laws('8 MB go both ways at once', async ({ network }) => {
      const bytes = 8 * 1024 * 1024;
      const message = new Uint8Array(bytes).fill(3);
      await all(await network.open(), async (channel) => {
        const slots = [...Array(parties).keys()];
        for (let round = 0; round < 2; round++) {
          const got = await channel.exchange(
            slots.map((j) => (j === channel.party ? [] : [message])),
            slots.map((j) => (j === channel.party ? 0 : bytes)),
          );
          for (const j of others(channel)) assert.ok(Buffer.from(got[j] ?? []).equals(message));
        }
      });
    });

    laws('a message of another length than expected is an error with the code BAD_FRAME', async ({ network }) => {
      const channels = await network.open();
      const slots = [...Array(parties).keys()];
      const rounds = channels.map((channel) =>
        channel.exchange(
          slots.map((j) => (j === channel.party ? [] : [new Uint8Array(16)])),
          slots.map((j) => (j === channel.party ? 0 : channel.party === 0 ? 24 : 16)),
        ),
      );
      const [first] = await Promise.allSettled(rounds);
      assert.is(first?.status, 'rejected');
      const error: unknown = first?.status === 'rejected' ? first.reason : undefined;
      assert.instance(error, ChannelError);
      assert.is((error as ChannelError).code, 'BAD_FRAME');
    });

    laws.run();
  }
}
