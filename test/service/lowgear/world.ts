// Deployments whose parties make their tuples themselves, with as little of everything as there can be. How they make
// them is ideal unless a test says otherwise: the real thing takes seconds, and the demo's tests run it.

import { PartyStatus } from '../../../src/cli/client/status-form.js';
import type { LowGearOptions } from '../../../src/cli/compose/lowgear.js';
import type { MakerFactory } from '../../../src/service/lowgear/maker.js';
import { Deployment, type DeploymentOptions } from '../deployment.js';
import { IdealMakers } from './ideal-makers.js';

/** Nothing is made that nobody waits for. */
export const ON_DEMAND = { queries: { low: 0, high: 1 }, marks: {} };

interface Setting extends Pick<DeploymentOptions, 'parties' | 'stock'> {
  /** `makers: undefined` are the real ones. */
  readonly lowgear?: Omit<LowGearOptions, 'makers'> & { readonly makers?: MakerFactory | undefined };
}

export async function startLowGear({ parties, stock = ON_DEMAND, lowgear = {} }: Setting): Promise<Deployment> {
  const makers = 'makers' in lowgear ? lowgear.makers : await IdealMakers.create();
  const tuning = { granules: { inputMask: 512, zeroTest: 64 }, ...lowgear.tuning };
  const compose = { preprocessing: 'lowgear', threads: 1, lowgear: { ...(makers && { makers }), tuning } } as const;
  return await Deployment.start({ parties, stock, compose });
}

/** What a party says of itself. */
export async function statusOf(deployment: Deployment, party: number): Promise<PartyStatus> {
  const request = { method: 'GET', path: '/v1/status', headers: {}, body: new Uint8Array(0) } as const;
  const signal = new AbortController().signal;
  const { body } = await deployment.transport().request(party, { ...request, maxAnswerBytes: 2 ** 20, signal });
  return PartyStatus.parse(JSON.parse(new TextDecoder().decode(body)));
}

/** Waits until something is so. @throws RangeError after `ms` */
export async function until(what: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > end) throw new RangeError('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Events of this name in a party's log. */
export function events(deployment: Deployment, party: number, event: string) {
  return deployment.log.filter((entry) => entry.who === `party ${party}` && entry.event === event);
}
