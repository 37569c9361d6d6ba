// `tessera client ask`: one question, and the last step of the recommendation on the asker's own machine.

import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { ratingRow } from '../../apps/recommender/ratings.js';
import { recommend } from '../../apps/recommender/recommend.js';
import { UsageError } from '../../errors.js';
import { formatCount } from '../render/format.js';
import { renderTable } from '../render/table.js';
import { withClient } from './connect.js';
import type { AskFlags } from './flags.js';
import { readKeyFile } from './key-file.js';
import { ask, prepareQuestion } from './recommender.js';
import { readOwnRatings } from './rows-csv.js';

/** @returns the recommendations as text */
export async function askForRecommendations(flags: AskFlags): Promise<string> {
  const { parties, dataset, ratings, items, dense, scale, top } = flags;
  const parameters = recommenderParameters({ items, dense, scale });
  const { matrix, titles } = await readOwnRatings(ratings, parameters);
  if (matrix.users !== 1) {
    throw new UsageError('DATA_INVALID', `${ratings}: expected the ratings of one user, found ${matrix.users}`);
  }
  const answer = await withClient(parties, await readKeyFile(flags.key), async (client) => {
    const prepared = await prepareQuestion(client, dataset, parameters);
    return (await ask(prepared, matrix, 0, parameters)).aggregate;
  });
  const found = recommend(answer, ratingRow(matrix, 0), top, parameters);
  if (answer.neighbours === 0) return 'too few similar users: nothing is shown (suppressed inside the computation)';
  const head = `from ${formatCount(answer.neighbours)} similar users:`;
  const rows = found.map(({ item, score }) => [item, titles.get(item) ?? '', score.toFixed(2)]);
  return `${head}\n\n${renderTable([{ title: 'item' }, { title: 'title' }, { title: 'score', align: 'right' }], rows)}`;
}
