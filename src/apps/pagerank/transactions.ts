// Transactions between accounts as numbers: accounts bank by bank, edges as three columns. Whoever splits one file among several banks
// (a demo, a test) uses a stable hash of the account's name; real banks know their accounts.

import { UsageError } from '../../errors.js';

/** One transaction, or the sum of several, as a bank's books have it. */
export interface Transaction {
  readonly source: string;
  readonly target: string;
  /** Positive. */
  readonly amount: number;
}

/** Edges by account numbers; self-loops and repeated edges are allowed. */
export interface Edges {
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly amount: Float64Array;
}

export interface TransactionGraph {
  /** Names by number: bank by bank, in each bank by code units. */
  readonly accounts: readonly string[];
  /** Accounts of each bank: [from, to). */
  readonly banks: readonly { readonly from: number; readonly to: number }[];
  readonly edges: Edges;
}

/**
 * The bank, 0..banks-1, to which an account falls when one file is split: FNV-1a (32 bits) of the name's UTF-8 bytes, mixed by
 * murmur3's last step, modulo the number of banks.
 */
export function bankOf(account: string, banks: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(account)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % banks;
}

/**
 * Numbers the accounts and splits them among banks.
 * @param banks     how many, at least 1
 * @param isolated  accounts that may be without transactions
 * @throws DATA_INVALID  an amount that is not positive and finite, or a bank without accounts
 */
export function numberAccounts(
  transactions: readonly Transaction[],
  banks: number,
  isolated: readonly string[] = [],
): TransactionGraph {
  const byBank: string[][] = Array.from({ length: banks }, () => []);
  const names = new Set([...isolated, ...transactions.flatMap(({ source, target }) => [source, target])]);
  for (const name of names) byBank[bankOf(name, banks)]?.push(name);
  const ranges: { from: number; to: number }[] = [];
  const accounts: string[] = [];
  byBank.forEach((own, bank) => {
    if (own.length === 0) throw new UsageError('DATA_INVALID', `bank ${bank + 1} of ${banks} gets no account`);
    ranges.push({ from: accounts.length, to: accounts.length + own.length });
    accounts.push(...own.sort((a, b) => (a < b ? -1 : 1)));
  });
  const numbers = new Map(accounts.map((name, number) => [name, number]));
  const numberOf = (name: string) => numbers.get(name) as number;
  transactions.forEach(({ amount }, i) => {
    if (amount > 0 && Number.isFinite(amount)) return;
    throw new UsageError('DATA_INVALID', `transaction ${i + 1}: expected a positive amount`);
  });
  return {
    accounts,
    banks: ranges,
    edges: {
      source: Int32Array.from(transactions, ({ source }) => numberOf(source)),
      target: Int32Array.from(transactions, ({ target }) => numberOf(target)),
      amount: Float64Array.from(transactions, ({ amount }) => amount),
    },
  };
}

/** The edges whose source (or target) is one of the accounts from..to-1: what one bank brings. */
export function edgesAt(side: 'source' | 'target', { from, to }: { from: number; to: number }, edges: Edges): Edges {
  const own: number[] = [];
  edges[side].forEach((account, e) => {
    if (account >= from && account < to) own.push(e);
  });
  return {
    source: Int32Array.from(own, (e) => edges.source[e] as number),
    target: Int32Array.from(own, (e) => edges.target[e] as number),
    amount: Float64Array.from(own, (e) => edges.amount[e] as number),
  };
}
