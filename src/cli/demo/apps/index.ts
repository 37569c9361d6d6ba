// The demos by program: what plays their clients, loaded only when it is played.

import type { Play } from '../plan.js';

const loadPagerank = async () => (await import('./pagerank/play.js')).playPagerank;

const PLAYS: Readonly<Record<string, () => Promise<Play>>> = {
  recommender: async () => (await import('./recommender/play.js')).playRecommender,
  'hiv-treatment': async () => (await import('./hiv/play.js')).playHiv,
  benchmarking: async () => (await import('./benchmarking/play.js')).playBenchmarking,
  pagerank: loadPagerank,
  'pagerank-sparse': loadPagerank,
  'risk-propagation': loadPagerank,
  'risk-propagation-sparse': loadPagerank,
};

/** @throws RangeError for a program without a demo */
export async function playOf(program: string): Promise<Play> {
  const load = Object.hasOwn(PLAYS, program) ? PLAYS[program] : undefined;
  if (load === undefined) throw new RangeError(`${program} has no demo`);
  return await load();
}
