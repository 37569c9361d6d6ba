// The public parameters of both computations, dense and sparse: which banks take part, how many accounts each has, and how the
// scores are computed. All parties, all banks agree on them; they say nothing about single accounts but their number.

import { z } from 'zod';
import { checkedParameters } from '../checked-parameters.js';

/** Dense matrices grow with the square of it: 10,000 accounts are 800 MB per copy. */
const MAX_DENSE_ACCOUNTS = 10_000;
const MAX_SPARSE_ACCOUNTS = 2 ** 20;
const MAX_PLACES = 2 ** 22;
const MAX_BANKS = 64;
const MAX_ITERATIONS = 200;

const Client = z.string().min(1).max(128);

const shared = {
  /** d: the part of a score that comes from other accounts. */
  damping: z.number().gte(0.01).lte(0.99).default(0.85),
  iterations: z.int().min(1).max(MAX_ITERATIONS).default(20),
};

const DenseBank = z.strictObject({
  /** The name under which the parties know the bank: its public key, as the service writes it. */
  client: Client,
  /** Accounts of this bank; accounts are numbered bank by bank. */
  accounts: z.int().min(1).max(MAX_DENSE_ACCOUNTS),
});

const SparseBank = z.strictObject({
  client: Client,
  accounts: z.int().min(1).max(MAX_SPARSE_ACCOUNTS),
  /** Public bound for the bank's edges: room in its networks, see placesNeeded. Edges plus all banks' accounts always suffice. */
  places: z.int().min(1).max(MAX_PLACES),
});

function checked<B extends { client: string; accounts: number }>(banks: z.ZodType<B[]>, largest: number) {
  return z
    .strictObject({ banks, ...shared })
    .refine((p) => new Set(p.banks.map(({ client }) => client)).size === p.banks.length, {
      path: ['banks'],
      message: 'expected every client once',
    })
    .refine((p) => accountsOf(p) >= 2 && accountsOf(p) <= largest, {
      path: ['banks'],
      message: `expected 2 to ${largest} accounts in all`,
    });
}

export const DenseParameters = checked(z.array(DenseBank).min(1).max(MAX_BANKS), MAX_DENSE_ACCOUNTS);
export type DenseParameters = Readonly<z.output<typeof DenseParameters>>;

export const SparseParameters = checked(z.array(SparseBank).min(1).max(MAX_BANKS), MAX_SPARSE_ACCOUNTS).refine(
  (p) => p.banks.every(({ places }) => places >= accountsOf(p)),
  { path: ['banks'], message: 'expected at least as many places at every bank as there are accounts in all' },
);
export type SparseParameters = Readonly<z.output<typeof SparseParameters>>;

/** What both forms have in common. */
export interface Parameters {
  readonly banks: readonly { readonly client: string; readonly accounts: number }[];
  readonly damping: number;
  readonly iterations: number;
}

/** All accounts of all banks. */
export function accountsOf({ banks }: Pick<Parameters, 'banks'>): number {
  return banks.reduce((sum, { accounts }) => sum + accounts, 0);
}

/** The numbers of each bank's accounts: bank by bank, [from, to). */
export function accountRanges({ banks }: Pick<Parameters, 'banks'>): { readonly from: number; readonly to: number }[] {
  let to = 0;
  return banks.map(({ accounts }) => {
    const from = to;
    to += accounts;
    return { from, to };
  });
}

/**
 * Checks public parameters, from wherever they come.
 * @throws INVALID_ARGUMENT  naming every field that is out of range or unknown
 */
export function denseParameters(options: unknown): DenseParameters {
  return checkedParameters('pagerank', DenseParameters, options);
}

/** As denseParameters. */
export function sparseParameters(options: unknown): SparseParameters {
  return checkedParameters('pagerank', SparseParameters, options);
}
