// The only bridge from generators to promises.

import type { Channel, Protocol, Step } from './step.js';
import { emptyInbox, isSilent } from './step.js';

/**
 * Drives a protocol over a channel to its end.
 * @returns what the protocol returns
 * @throws whatever the protocol, the channel or the pool work throws; the protocol's `finally` blocks have run
 */
export async function run<T>(protocol: Protocol<T>, channel: Channel): Promise<T> {
  let next = protocol.next();
  while (!next.done) {
    let reply: Awaited<ReturnType<typeof perform>>;
    try {
      reply = await perform(next.value, channel);
    } catch (error) {
      next = protocol.throw(error);
      continue;
    }
    next = protocol.next(reply);
  }
  return next.value;
}

async function perform(step: Step, channel: Channel) {
  const arriving = isSilent(step) ? emptyInbox(channel.parties) : channel.exchange(step.out, step.expect);
  const [inbox, results] = await Promise.all([arriving, Promise.all(step.work.map((work) => work.run()))]);
  return { in: inbox, results };
}
