// A deployment of two parties in which ten people's rows are bound.

import { Deployment, type DeploymentOptions } from './deployment.js';
import { Hand, type Reply } from './hand.js';
import { DATASET, type People } from './ratings.js';

/** Runs a test with it: the rows are people 0 to 9, uploaded by somebody whom the test does not know. */
export async function withBound(
  people: People,
  options: Omit<DeploymentOptions, 'parties'>,
  body: (deployment: Deployment, hand: Hand) => Promise<void>,
): Promise<void> {
  const deployment = await Deployment.start({ parties: 2, ...options });
  try {
    const transport = deployment.transport();
    const honest = await deployment.client(transport);
    await people.upload(honest, 0, 10);
    await honest.bind(DATASET);
    await body(deployment, await Hand.of(deployment, transport));
  } finally {
    await deployment.close();
  }
}

/** Whether all parties refuse because something is used up. */
export function limited(replies: readonly Reply[]): boolean {
  return replies.length > 0 && replies.every(({ code, status }) => code === 'LIMIT_EXCEEDED' && status === 429);
}
