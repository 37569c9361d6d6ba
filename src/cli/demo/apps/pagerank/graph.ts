// The demo's transactions, all in one place, split among the banks. In a real deployment nobody holds them together; the demo does, to
// play every bank and to check the scores against the computation in the clear.

import { z } from 'zod';
import { generateRiskScores, generateTransactions } from '../../../../apps/pagerank/generate.js';
import { numberAccounts, type TransactionGraph } from '../../../../apps/pagerank/transactions.js';
import { readEdges, readScores } from '../../../data/edges.js';

const shared = { seed: z.string(), banks: z.int().min(1) };

export const Source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('generated'), accounts: z.int(), transactions: z.int(), ...shared }),
  z.strictObject({ kind: z.literal('file'), path: z.string(), ...shared }),
]);
export type Source = z.output<typeof Source>;

/** @throws INVALID_ARGUMENT, DATA_INVALID */
export async function loadGraph(source: Source): Promise<TransactionGraph> {
  const transactions =
    source.kind === 'file'
      ? await readEdges(source.path)
      : generateTransactions(source.accounts, source.transactions, source.seed);
  return numberAccounts(transactions, source.banks);
}

/** Initial scores of risk propagation, by account number: those of a file, 0 for accounts that are not in it, or generated ones. */
export async function initialScores(
  { initialFile, source }: { readonly initialFile: string | null; readonly source: Source },
  { accounts }: TransactionGraph,
): Promise<Float64Array> {
  if (initialFile === null) return generateRiskScores(accounts.length, source.seed);
  const scores = await readScores(initialFile);
  return Float64Array.from(accounts, (name) => scores.get(name) ?? 0);
}
