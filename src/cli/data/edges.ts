// Transaction edges from a CSV file: source,target,amount with a header, in any order, one line per transaction or per sum of several.
// Errors name line and column, never a field. And the way back: scores as account,score.

import { writeFile } from 'node:fs/promises';
import type { Transaction } from '../../apps/pagerank/transactions.js';
import { UsageError } from '../../errors.js';
import { invalid, isName, readCsv } from './csv.js';

/** Most lines that are read; they are held in memory. */
export const MAX_EDGES = 5_000_000;

const MAX_AMOUNT = 1e15;
const AMOUNT = /^\d{1,15}(?:\.\d{1,12})?$/;

/**
 * Reads and checks a file of transactions. An account may pay itself, and two accounts may occur together several times.
 * @throws DATA_INVALID    with file, line and column: unreadable, a column missing, a field that is not what it should be, no edges
 * @throws LIMIT_EXCEEDED  more than MAX_EDGES lines
 */
export async function readEdges(path: string): Promise<Transaction[]> {
  const edges: Transaction[] = [];
  for await (const { line, fields } of readCsv(path, ['source', 'target', 'amount'])) {
    if (edges.length >= MAX_EDGES)
      throw new UsageError('LIMIT_EXCEEDED', `${path}: expected at most ${MAX_EDGES} edges`);
    const [source, target, amount] = fields;
    edges.push({
      source: account(path, line, 'source', source),
      target: account(path, line, 'target', target),
      amount: positive(path, line, amount),
    });
  }
  if (edges.length === 0) throw new UsageError('DATA_INVALID', `${path}: expected at least one edge below the header`);
  return edges;
}

/**
 * Initial scores of risk propagation: account,score, every account at most once. Accounts that are not in the file have score 0.
 * @returns scores by account name      @throws DATA_INVALID as readEdges
 */
export async function readScores(path: string): Promise<Map<string, number>> {
  const scores = new Map<string, number>();
  for await (const { line, fields } of readCsv(path, ['account', 'score'])) {
    const name = account(path, line, 'account', fields[0]);
    const text = fields[1] ?? '';
    if (!AMOUNT.test(text) || Number(text) > 1) throw invalid(path, line, 'score: expected a number from 0 to 1');
    if (scores.has(name)) throw invalid(path, line, 'account: expected each account once, found a second line');
    scores.set(name, Number(text));
  }
  return scores;
}

/** Writes account,score with a header, in the order given; scores to nine decimals. */
export async function writeScores(
  path: string,
  scores: Iterable<readonly [account: string, score: number]>,
): Promise<void> {
  const lines = Array.from(scores, ([name, score]) => `${quoted(name)},${score.toFixed(9)}\n`);
  await writeFile(path, `account,score\n${lines.join('')}`);
}

function account(path: string, line: number, column: string, text: string | undefined): string {
  if (text !== undefined && isName(text)) return text;
  throw invalid(path, line, `${column}: expected 1 to 80 characters without control characters`);
}

function positive(path: string, line: number, text: string | undefined): number {
  const amount = text !== undefined && AMOUNT.test(text) ? Number(text) : 0;
  if (amount > 0 && amount <= MAX_AMOUNT) return amount;
  throw invalid(path, line, 'amount: expected a positive decimal number of at most 15 digits before the point');
}

function quoted(name: string): string {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
