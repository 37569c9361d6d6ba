// All clients of the demo in one process: the asking user with a key of its own, and data providers who upload everybody
// else's rows. Then the same question several times, each on a fresh prepared query, and each answer compared with the
// computation in the clear.

import { readFile } from 'node:fs/promises';
import { normaliseAll } from '../../apps/recommender/normalise.js';
import { type RecommenderParameters, recommenderParameters } from '../../apps/recommender/parameters.js';
import { type Aggregate, aggregate } from '../../apps/recommender/plain.js';
import { ratingRow } from '../../apps/recommender/ratings.js';
import { recommend } from '../../apps/recommender/recommend.js';
import type { TesseraClient } from '../../client/client.js';
import { type Connection, openConnection } from '../client/connect.js';
import { ask, elementsPerRow, prepareQuestion, uploadRows } from '../client/recommender.js';
import { PartyStatus } from '../client/status-form.js';
import { rowsPerUpload } from '../client/upload.js';
import { EXIT } from '../exit-code.js';
import { explain } from '../failure.js';
import { formatCount } from '../render/format.js';
import { endWithParent } from '../shutdown.js';
import { type DemoData, loadDemoData } from './data.js';
import { type ClientEvent, Job, type Outcome, queryFigures } from './messages.js';

/** The row of the user who asks. */
const ASKING = 0;
/** Uploads at once. */
const PROVIDERS = 2;

type Emit = (event: ClientEvent) => void;

/**
 * @param jobFile  written by the demo
 * @param write    gets one event per line
 * @throws whatever stopped it, after reporting it
 */
export async function runDemoClient(jobFile: string, write: (line: string) => void): Promise<void> {
  endWithParent();
  const emit: Emit = (event) => write(JSON.stringify(event));
  try {
    const job = Job.parse(JSON.parse(await readFile(jobFile, 'utf8')));
    const connection = await openConnection(job.clients);
    try {
      emit({ event: 'outcome', outcome: await play(job, connection, emit) });
    } finally {
      await connection.close();
    }
  } catch (error) {
    const { code, message, exitCode, advice } = explain(error);
    const known = exitCode === EXIT.ok || exitCode === EXIT.interrupted ? EXIT.failed : exitCode;
    emit({ event: 'failure', code, message, exitCode: known, ...(advice === undefined ? {} : { advice }) });
    throw error;
  }
}

async function play(job: Job, connection: Connection, emit: Emit): Promise<Outcome> {
  const p = recommenderParameters(job.parameters);
  const data = await step(emit, 'reading the ratings', 1, () => loadDemoData(job.source, p));
  const { matrix } = data;
  const asker = await connection.client();
  const uploadMs = await timed(() =>
    step(
      emit,
      `uploading ${formatCount(matrix.users)} rows of ${formatCount(p.items)} ratings`,
      matrix.users,
      (advance) => uploadEverything(job.dataset, data, asker, connection, p, advance),
    ),
  );
  const bindMs = await timed(() => step(emit, 'binding the dataset', 1, () => asker.bind(job.dataset)));
  const answers = await step(
    emit,
    `asking ${job.queries} ${job.queries === 1 ? 'question' : 'questions'}`,
    job.queries,
    (advance) => askRepeatedly(job, data, asker, p, advance),
  );
  const status = (await asker.status()).map((party) => PartyStatus.parse(party));
  return {
    users: matrix.users,
    items: p.items,
    dense: p.dense,
    asking: data.user(ASKING),
    wrong: answers.filter(({ correct }) => !correct).length,
    minimumNeighbours: p.minimumNeighbours,
    ...shown(answers.at(-1)?.aggregate, data, job.top, p),
    uploadMs,
    bindMs,
    queries: answers.map(({ figures }) => figures),
    preprocessing: status[0]?.preprocessing.kind ?? 'dealer',
    memoryMB: status.map(({ memoryMB }) => memoryMB),
  };
}

/** The asking user uploads its own row, providers all others in parts. */
async function uploadEverything(
  dataset: string,
  { matrix }: DemoData,
  asker: TesseraClient,
  connection: Connection,
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
  readonly figures: Outcome['queries'][number];
}

async function askRepeatedly(
  { dataset, queries }: Job,
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
    const clientMs = performance.now() - started;
    answers.push({
      aggregate: found,
      correct: same(found, expected),
      figures: queryFigures(prepared.stats, stats, clientMs),
    });
    advance(1);
  }
  return answers;
}

function same(a: Aggregate, b: Aggregate): boolean {
  return (
    a.neighbours === b.neighbours && a.sums.length === b.sums.length && a.sums.every((sum, j) => sum === b.sums[j])
  );
}

function shown(
  answer: Aggregate | undefined,
  { matrix, title }: DemoData,
  top: number,
  p: RecommenderParameters,
): Pick<Outcome, 'neighbours' | 'recommendations'> {
  if (answer === undefined) return { neighbours: 0, recommendations: [] };
  const best = recommend(answer, ratingRow(matrix, ASKING), top, p);
  const recommendations = best.map(({ item, score }) => ({ title: title(item), score }));
  return { neighbours: answer.neighbours, recommendations };
}

async function step<T>(
  emit: Emit,
  title: string,
  total: number,
  body: (advance: (by: number) => void) => Promise<T>,
): Promise<T> {
  emit({ event: 'step', title, total });
  const result = await body((by) => emit({ event: 'advance', by }));
  emit({ event: 'done' });
  return result;
}

async function timed(body: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await body();
  return performance.now() - started;
}
