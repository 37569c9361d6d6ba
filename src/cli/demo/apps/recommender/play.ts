// The recommender's clients: the asking user with a key of its own, and data providers who upload everybody else's rows. Then the
// same question several times, each on a fresh prepared query, and each answer compared with the computation in the clear.

import { normaliseAll } from '../../../../apps/recommender/normalise.js';
import { type RecommenderParameters, recommenderParameters } from '../../../../apps/recommender/parameters.js';
import { type Aggregate, aggregate } from '../../../../apps/recommender/plain.js';
import { ratingRow } from '../../../../apps/recommender/ratings.js';
import { recommend } from '../../../../apps/recommender/recommend.js';
import type { TesseraClient } from '../../../../client/client.js';
import { ask, elementsPerRow, prepareQuestion, uploadRows } from '../../../client/recommender.js';
import { rowsPerUpload } from '../../../client/upload.js';
import { formatCount } from '../../../render/format.js';
import { type QueryFigures, queryFigures } from '../../messages.js';
import type { Findings, Stage } from '../../plan.js';
import { renderAnswer } from './answer.js';
import { type DemoData, loadDemoData } from './data.js';
import { Setting } from './setting.js';

/** The row of the user who asks. */
const ASKING = 0;
/** Uploads at once. */
const PROVIDERS = 2;

export async function playRecommender(given: unknown, stage: Stage): Promise<Findings> {
  const setting = Setting.parse(given);
  const p = recommenderParameters(setting.parameters);
  const data = await stage.step('reading the ratings', 1, () => loadDemoData(setting.source, p));
  const { matrix } = data;
  const asker = await stage.connection.client();
  await stage.uploading(
    `uploading ${formatCount(matrix.users)} rows of ${formatCount(p.items)} ratings`,
    matrix.users,
    (advance) => uploadEverything(stage, data, asker, p, advance),
  );
  await stage.binding(asker);
  const answers = await stage.step(
    `asking ${stage.queries} ${stage.queries === 1 ? 'question' : 'questions'}`,
    stage.queries,
    (advance) => askRepeatedly(stage, data, asker, p, advance),
  );
  const last = answers.at(-1)?.aggregate;
  return {
    sizes: { users: matrix.users, items: p.items, dense: p.dense },
    answer: renderAnswer({
      asking: data.user(ASKING),
      users: matrix.users,
      neighbours: last?.neighbours ?? 0,
      minimumNeighbours: p.minimumNeighbours,
      recommendations: last === undefined ? [] : recommendations(last, data, setting.top, p),
    }),
    wrong: answers.filter(({ correct }) => !correct).length,
    queries: answers.map(({ figures }) => figures),
    setupIsOnline: false,
  };
}

/** The asking user uploads its own row, providers all others in parts. */
async function uploadEverything(
  { connection, dataset }: Stage,
  { matrix }: DemoData,
  asker: TesseraClient,
  p: RecommenderParameters,
  advance: (by: number) => void,
): Promise<void> {
  const rows = rowsPerUpload(elementsPerRow(p));
  let next = ASKING + 1;
  const provide = async (provider: TesseraClient) => {
    while (next < matrix.users) {
      const from = next;
      const to = Math.min(matrix.users, from + rows);
      next = to;
      await uploadRows(provider, dataset, matrix, from, to, p);
      advance(to - from);
    }
  };
  await uploadRows(asker, dataset, matrix, ASKING, ASKING + 1, p);
  advance(1);
  await Promise.all(Array.from({ length: PROVIDERS }, async () => provide(await connection.client())));
}

interface Answer {
  readonly aggregate: Aggregate;
  readonly correct: boolean;
  readonly figures: QueryFigures;
}

async function askRepeatedly(
  { dataset, queries }: Stage,
  { matrix }: DemoData,
  asker: TesseraClient,
  p: RecommenderParameters,
  advance: (by: number) => void,
): Promise<Answer[]> {
  const rows = normaliseAll(matrix, p);
  const expected = aggregate(rows, rows.subarray(ASKING * p.items, ASKING * p.items + p.dense), ASKING, p);
  const answers: Answer[] = [];
  for (let query = 0; query < queries; query++) {
    const prepared = await prepareQuestion(asker, dataset, p);
    const started = performance.now();
    const { aggregate: found, stats } = await ask(prepared, matrix, ASKING, p);
    const figures = queryFigures(prepared.stats, stats, performance.now() - started);
    answers.push({ aggregate: found, correct: same(found, expected), figures });
    advance(1);
  }
  return answers;
}

function same(a: Aggregate, b: Aggregate): boolean {
  return (
    a.neighbours === b.neighbours && a.sums.length === b.sums.length && a.sums.every((sum, j) => sum === b.sums[j])
  );
}

function recommendations(
  answer: Aggregate,
  { matrix, title }: DemoData,
  top: number,
  p: RecommenderParameters,
): { title: string; score: number }[] {
  const best = recommend(answer, ratingRow(matrix, ASKING), top, p);
  return best.map(({ item, score }) => ({ title: title(item), score }));
}
