// How a bank's weights and switches, two long vectors, lie in rows of equal shape: all rows of a dataset have the same blocks, banks have
// different numbers of edges. A bank uploads as many rows as its weights fill; a row is as wide as the bank with the most switches
// per row needs.

import { accountRanges, accountsOf, type SparseParameters } from './parameters.js';
import { type SwitchCounts, switchCounts } from './routes.js';
import type { Side } from './weights.js';

/** Weights per row. */
const ROW_WEIGHTS = 512;

/** One bank's part of the computation. */
export interface BankLayout {
  /** Its accounts [from, to). */
  readonly own: { readonly from: number; readonly to: number };
  /** Accounts whose scores its edges read: [from, to). */
  readonly sources: { readonly from: number; readonly to: number };
  /** Accounts that its edges add to. */
  readonly targets: { readonly from: number; readonly to: number };
  readonly places: number;
  readonly rows: number;
  readonly switches: SwitchCounts;
}

export interface Layout {
  readonly banks: readonly BankLayout[];
  /** Of each row: */
  readonly weights: number;
  readonly switches: number;
  /** Initial scores (risk propagation). */
  readonly initial: number;
  readonly rows: number;
}

/** @param side the end of an edge that its bank owns: its own accounts on that side, all accounts on the other */
export function layoutOf(parameters: SparseParameters, side: Side): Layout {
  const all = { from: 0, to: accountsOf(parameters) };
  const largest = parameters.banks.reduce((most, { places }) => Math.max(most, places), 0);
  const weights = Math.min(ROW_WEIGHTS, largest);
  const banks = accountRanges(parameters).map((own, bank): BankLayout => {
    const { places } = parameters.banks[bank] as SparseParameters['banks'][number];
    const [sources, targets] = side === 'source' ? [own, all] : [all, own];
    const switches = switchCounts(sources.to - sources.from, targets.to - targets.from, places);
    return { own, sources, targets, places, rows: Math.ceil(places / weights), switches };
  });
  const perRow = (count: (bank: BankLayout) => number) =>
    banks.reduce((most, bank) => Math.max(most, Math.ceil(count(bank) / bank.rows)), 1);
  return {
    banks,
    weights,
    switches: perRow(allSwitches),
    initial: perRow(({ own }) => own.to - own.from),
    rows: banks.reduce((sum, { rows }) => sum + rows, 0),
  };
}

export function allSwitches({ switches: { spread, permute, collect } }: BankLayout): number {
  return spread + permute + collect;
}

/** What one iteration multiplies: one triple per switch and per place. */
export function productsPerIteration(layout: Layout): number {
  return layout.banks.reduce((sum, bank) => sum + allSwitches(bank) + bank.places, 0);
}
