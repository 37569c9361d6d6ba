// Which rows of the dataset are which bank's. Rows come in the order of uploads, accounts in the order of the public list of banks;
// who uploaded what is public. A dataset in which a bank is missing, or somebody else is present, is not computed on.

import { UsageError } from '../../errors.js';
import type { OwnRows } from '../../secure/graph/op.js';
import type { Owner } from '../../secure/program/define.js';
import { accountRanges, accountsOf, type Parameters } from './parameters.js';

/**
 * @param rowsOf how many rows a bank has to upload, in one upload or in a series of them that stand side by side
 * @returns the first row of every bank
 * @throws UsageError WRONG_STATE when a bank has not uploaded all rows; DATA_INVALID for a stranger, rows in several places or too many
 */
export function firstRows({ banks }: Parameters, owners: readonly Owner[], rowsOf: (bank: number) => number): number[] {
  const uploads = joined(owners);
  const stranger = uploads.find(({ client }) => !banks.some((bank) => bank.client === client));
  if (stranger !== undefined) {
    throw new UsageError(
      'DATA_INVALID',
      `client ${stranger.client} uploaded rows, but is none of the ${banks.length} banks`,
    );
  }
  return banks.map(({ client }, bank) => {
    const name = `bank ${bank + 1} of ${banks.length} (client ${client})`;
    const [upload, second] = uploads.filter((owner) => owner.client === client);
    if (upload === undefined) throw new UsageError('WRONG_STATE', `${name} has not uploaded its edges yet`);
    if (second !== undefined) {
      throw new UsageError('DATA_INVALID', `${name}: expected one series of uploads, found several`);
    }
    const [rows, expected] = [upload.to - upload.from, rowsOf(bank)];
    if (rows < expected) throw new UsageError('WRONG_STATE', `${name} has uploaded ${rows} of ${expected} rows`);
    if (rows > expected) throw new UsageError('DATA_INVALID', `${name}: expected ${expected} rows, found ${rows}`);
    return upload.from;
  });
}

/** Uploads of one client that follow each other, as one. */
function joined(owners: readonly Owner[]): Owner[] {
  const series: Owner[] = [];
  for (const owner of owners) {
    const last = series.at(-1);
    if (last?.client === owner.client) series[series.length - 1] = { ...last, to: owner.to };
    else series.push(owner);
  }
  return series;
}

/** Owners as they will be when every bank has uploaded once, in the order of the banks: what a forecast is made for. */
export function expectedOwners({ banks }: Parameters, rowsOf: (bank: number) => number): Owner[] {
  let to = 0;
  return banks.map(({ client }, bank) => {
    const from = to;
    to += rowsOf(bank);
    return { client, from, to };
  });
}

/** 1 for the accounts of the bank that uploaded these rows, 0 for all others; the rows are public. */
export function ownAccounts(parameters: Parameters, starts: readonly number[], own: readonly OwnRows[]): BigInt64Array {
  const mine = new BigInt64Array(accountsOf(parameters));
  accountRanges(parameters).forEach(({ from, to }, bank) => {
    if (own.some((rows) => rows.from === starts[bank])) mine.fill(1n, from, to);
  });
  return mine;
}
