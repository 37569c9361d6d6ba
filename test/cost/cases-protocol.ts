import { Coins, tossCoin } from '../../src/protocol/coin-toss.js';
import { commitAndOpen } from '../../src/protocol/commitment.js';
import { broadcast, compute, exchange, pause } from '../../src/protocol/exchange.js';
import type { Party } from '../../src/protocol/party.js';
import type { Protocol } from '../../src/protocol/step.js';
import type { CostCase, CostCases } from './cases.js';
import { Lab } from './lab.js';

/** A protocol below the shares: it takes nothing and opens nothing, whatever the size of its messages. */
function bare(protocol: (p: Party, bytes: Uint8Array) => Protocol<unknown>): CostCase {
  return {
    sizes: [{ bytes: 32 }, { bytes: 96 }],
    run: async ({ bytes }) => {
      const lab = await Lab.create(0);
      return (await lab.count((p) => protocol(p, new Uint8Array(bytes ?? 0)))).counters;
    },
  };
}

const work = { name: 'nothing', run: async () => null };

export const protocolCases: CostCases = {
  'protocol/exchange#broadcast': bare((p, message) => broadcast(p, message)),
  'protocol/exchange#exchange': bare((p, message) => {
    const all = Array.from({ length: p.parties }, () => message);
    return exchange(
      p,
      all,
      all.map(({ length }) => length),
    );
  }),
  'protocol/exchange#compute': bare((p) => compute(p, work)),
  'protocol/exchange#pause': bare((p) => pause(p)),
  'protocol/commitment#commitAndOpen': bare((p, value) => commitAndOpen(p, value)),
  'protocol/coin-toss#tossCoin': bare((p) => tossCoin(p)),
  'protocol/coin-toss#prepare': bare((p, { length }) => new Coins().prepare(p, length / 32)),
  'protocol/coin-toss#open (none prepared)': bare((p, echo) => new Coins().open(p, echo)),
  'protocol/coin-toss#open': {
    sizes: [{ bytes: 0 }, { bytes: 32 }],
    run: async ({ bytes }) => {
      const lab = await Lab.create(1);
      return (await lab.count((p) => p.coins.open(p, new Uint8Array(bytes ?? 0)))).counters;
    },
  },
};
