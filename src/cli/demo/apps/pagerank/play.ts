// The clients of the PageRank demo: every bank uploads the rows of its own transactions with a key of its own, and asks for the scores of
// its own accounts; together they are compared with the computation in double precision.

import { pagerankRows, riskRows } from '../../../../apps/pagerank/dense-rows.js';
import {
  type DenseParameters,
  denseParameters,
  type SparseParameters,
  sparseParameters,
} from '../../../../apps/pagerank/parameters.js';
import { pagerank, riskPropagation } from '../../../../apps/pagerank/plain.js';
import { sparsePagerankRows, sparseRiskRows } from '../../../../apps/pagerank/sparse-rows.js';
import { edgesAt, type TransactionGraph } from '../../../../apps/pagerank/transactions.js';
import type { TesseraClient } from '../../../../client/client.js';
import { ProgramClient } from '../../../../client/program.js';
import type { Instance } from '../../../../secure/program/instance.js';
import type { BlockValues } from '../../../../sharing/range-proof/witness.js';
import { readKeyFile } from '../../../client/key-file.js';
import { writeScores } from '../../../data/edges.js';
import { formatCount } from '../../../render/format.js';
import { type Cell, renderTable } from '../../../render/table.js';
import { askOnce, uploadInParts } from '../../defined.js';
import type { QueryFigures } from '../../messages.js';
import type { Findings, Stage } from '../../plan.js';
import { initialScores, loadGraph } from './graph.js';
import { programOf, Setting } from './setting.js';

/** What the fixed-point scores may differ from those in double precision. */
const TOLERANCE = 1e-6;

interface Learnt {
  readonly bank: number;
  /** Of all accounts; 0 for those of other banks. */
  readonly scores: readonly number[];
  readonly figures: QueryFigures;
}

export async function playPagerank(given: unknown, stage: Stage): Promise<Findings> {
  const setting = Setting.parse(given);
  const { score, method, source } = setting;
  const graph = await stage.step('reading the transactions', 1, () => loadGraph(source));
  const initial = await initialScores(setting, graph);
  const parameters = method === 'dense' ? denseParameters(setting.parameters) : sparseParameters(setting.parameters);
  const program = programOf(score, method).instantiate(parameters);
  const banks = await Promise.all(setting.keys.map(async (file) => stage.connection.client(await readKeyFile(file))));
  await upload(stage, program, banks, (bank) => rowsOf(setting, parameters, graph, initial, bank));
  await stage.binding(banks[0] as TesseraClient);
  const learnt: Learnt[] = [];
  await stage.step(`${stage.queries} banks ask for their scores`, stage.queries, async (advance) => {
    for (let k = 0; k < stage.queries; k++) {
      const bank = k % banks.length;
      const { outputs, figures } = await askOnce(stage, new ProgramClient(banks[bank] as TesseraClient, program), {});
      learnt.push({ bank, scores: (outputs as { scores: number[] }).scores, figures });
      advance(1);
    }
  });
  const { damping, iterations } = parameters;
  const n = graph.accounts.length;
  const expected =
    score === 'risk'
      ? riskPropagation(initial, graph.edges, damping, iterations)
      : pagerank(n, graph.edges, damping, iterations);
  const errors = learnt.map(({ bank, scores }) => errorOf(graph, bank, scores, expected));
  const own = ownScores(graph, learnt);
  if (setting.scoresFile !== null) await writeScores(setting.scoresFile, known(graph, own));
  return {
    sizes: {
      accounts: n,
      edges: graph.edges.source.length,
      banks: banks.length,
      iterations,
      maxError: Math.max(...errors),
    },
    answer: describe(graph, own, setting.top, score),
    wrong: errors.filter((error) => !(error <= TOLERANCE)).length,
    queries: learnt.map(({ figures }) => figures),
    setupIsOnline: true,
  };
}

async function upload(
  stage: Stage,
  program: Instance,
  banks: readonly TesseraClient[],
  rowsOfBank: (bank: number) => BlockValues,
): Promise<void> {
  await stage.uploading(`${banks.length} banks upload their transactions`, banks.length, async (advance) => {
    for (const [bank, client] of banks.entries()) {
      await uploadInParts(stage, program, client, rowsOfBank(bank), () => {});
      advance(1);
    }
  });
}

function rowsOf(
  { score, method }: Setting,
  parameters: DenseParameters | SparseParameters,
  graph: TransactionGraph,
  initial: Float64Array,
  bank: number,
): BlockValues {
  const range = graph.banks[bank] ?? { from: 0, to: 0 };
  const edges = edgesAt(score === 'risk' ? 'target' : 'source', range, graph.edges);
  const own = initial.subarray(range.from, range.to);
  if (method === 'dense') {
    const dense = parameters as DenseParameters;
    return score === 'risk' ? { ...riskRows(dense, bank, edges, own) } : { ...pagerankRows(dense, bank, edges) };
  }
  const sparse = parameters as SparseParameters;
  return score === 'risk'
    ? { ...sparseRiskRows(sparse, bank, edges, own) }
    : { ...sparsePagerankRows(sparse, bank, edges) };
}

/** How far a bank's scores are off: those of its own accounts from the exact ones, those of others from 0. */
function errorOf(
  { banks }: TransactionGraph,
  bank: number,
  scores: readonly number[],
  expected: ArrayLike<number>,
): number {
  const { from, to } = banks[bank] ?? { from: 0, to: 0 };
  return scores.reduce((worst, found, account) => {
    const exact = account >= from && account < to ? (expected[account] as number) : 0;
    return Math.max(worst, Math.abs(found - exact));
  }, 0);
}

/** What the banks that asked learnt of their own accounts; undefined for accounts of others. */
function ownScores({ banks, accounts }: TransactionGraph, learnt: readonly Learnt[]): (number | undefined)[] {
  const scores: (number | undefined)[] = accounts.map(() => undefined);
  for (const { bank, scores: found } of learnt) {
    const { from, to } = banks[bank] ?? { from: 0, to: 0 };
    for (let account = from; account < to; account++) scores[account] = found[account];
  }
  return scores;
}

/** Only what some bank has learnt. */
function* known({ accounts }: TransactionGraph, scores: readonly (number | undefined)[]) {
  for (const [account, score] of scores.entries()) {
    if (score !== undefined) yield [accounts[account] ?? '', score] as const;
  }
}

function describe(
  { accounts, banks }: TransactionGraph,
  scores: readonly (number | undefined)[],
  top: number,
  score: Setting['score'],
): string {
  const ranked = scores
    .map((value, account) => ({ account, value: value ?? -1 }))
    .filter(({ value }) => value >= 0)
    .sort((a, b) => b.value - a.value);
  const rows = ranked
    .slice(0, top)
    .map(({ account, value }): Cell[] => [
      accounts[account] ?? '',
      banks.findIndex(({ from, to }) => account >= from && account < to) + 1,
      value.toFixed(9),
    ]);
  const title = score === 'risk' ? 'risk' : 'PageRank';
  const columns = [
    { title: 'account' },
    { title: 'bank', align: 'right' as const },
    { title, align: 'right' as const },
  ];
  return `The highest scores among ${formatCount(ranked.length)} accounts, each as the owning bank learns it:\n\n${renderTable(columns, rows)}`;
}
