// What the PageRank demo computes, from the options of the command. The banks' keys are made first: the public parameters name them, so
// that every party knows whose rows are which bank's.

import { join } from 'node:path';
import { z } from 'zod';
import { pagerankDense, riskDense } from '../../../../apps/pagerank/dense.js';
import { denseParameters, sparseParameters } from '../../../../apps/pagerank/parameters.js';
import { pagerankSparse, riskSparse } from '../../../../apps/pagerank/sparse.js';
import { leastPlaces } from '../../../../apps/pagerank/sparse-rows.js';
import { edgesAt, type TransactionGraph } from '../../../../apps/pagerank/transactions.js';
import { type RegisteredProgram, register } from '../../../../secure/program/registered.js';
import { createKeyFile } from '../../../client/key-file.js';
import type { DemoFlags } from '../../../commands/demo/common.js';
import type { DemoPlan } from '../../plan.js';
import type { PagerankFlags } from './flags.js';
import { loadGraph, Source } from './graph.js';

/** Accounts up to which the matrix of all pairs is taken unless the method is named. */
const DENSE_ACCOUNTS = 10_000;
/** Places are rounded up to a multiple of it, so that they do not tell the exact number of edges. */
const PLACES_STEP = 1024;

/** What the client process reads again. */
export const Setting = z.strictObject({
  source: Source,
  score: z.enum(['pagerank', 'risk']),
  method: z.enum(['dense', 'sparse']),
  /** One key file per bank. */
  keys: z.array(z.string()).min(1),
  parameters: z.unknown(),
  /** Null: generated. */
  initialFile: z.string().nullable(),
  scoresFile: z.string().nullable(),
  top: z.int().min(1),
});
export type Setting = z.output<typeof Setting>;

/** @throws INVALID_ARGUMENT, DATA_INVALID before anything is started */
export async function pagerankPlan(flags: PagerankFlags & DemoFlags, dir: string): Promise<DemoPlan> {
  const { parties, preprocessing, seed, banks, score, iterations, damping, top } = flags;
  const source: Source =
    flags.edges === undefined
      ? { kind: 'generated', accounts: flags.accounts, transactions: flags.transactions, seed, banks }
      : { kind: 'file', path: flags.edges, seed, banks };
  const graph = await loadGraph(source);
  const method =
    flags.method === 'auto' ? (graph.accounts.length <= DENSE_ACCOUNTS ? 'dense' : 'sparse') : flags.method;
  const keys = graph.banks.map((_, bank) => join(dir, `bank-${bank}.json`));
  const clients = await Promise.all(keys.map((file) => createKeyFile(file)));
  const shared = { iterations, damping };
  const members = graph.banks.map(({ from, to }, bank) => ({ client: clients[bank] ?? '', accounts: to - from }));
  const parameters =
    method === 'dense'
      ? denseParameters({ banks: members, ...shared })
      : sparseParameters({ banks: withPlaces(members, graph, score), ...shared });
  const setting: Setting = {
    source,
    score,
    method,
    keys,
    parameters,
    initialFile: flags.initial ?? null,
    scoresFile: flags.scores ?? null,
    top,
  };
  const asked = flags.queries === 0 ? graph.banks.length : flags.queries;
  return { program: programOf(score, method).name, parameters, setting, parties, queries: asked, preprocessing };
}

export function programOf(score: Setting['score'], method: Setting['method']): RegisteredProgram {
  if (score === 'risk') return method === 'dense' ? register(riskDense) : register(riskSparse);
  return method === 'dense' ? register(pagerankDense) : register(pagerankSparse);
}

function withPlaces(
  members: readonly { client: string; accounts: number }[],
  { banks, accounts, edges }: TransactionGraph,
  score: Setting['score'],
) {
  const side = score === 'risk' ? 'target' : 'source';
  return members.map((member, bank) => {
    const range = banks[bank] ?? { from: 0, to: 0 };
    const least = leastPlaces(side, range, accounts.length, edgesAt(side, range, edges));
    return { ...member, places: Math.ceil(least / PLACES_STEP) * PLACES_STEP };
  });
}
