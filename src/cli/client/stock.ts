// `tessera preprocess`: what the parties have in stock beside what queries take, and the wait until it suffices. The parties
// make tuples by themselves, whenever too few are left; this only looks.

import { loadClientConfig } from '../../net/config.js';
import { EXIT } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { formatBytes, formatCount, formatMs } from '../render/format.js';
import type { Progress } from '../render/progress.js';
import { type Cell, renderTable } from '../render/table.js';
import { askStatus } from './status.js';
import type { PartyStatus } from './status-form.js';

type Preprocessing = PartyStatus['preprocessing'];

export interface StockFlags {
  readonly parties: string;
  /** Program and dataset. */
  readonly for?: readonly string[];
  readonly wait: boolean;
}

const POLL_MS = 500;

/** @returns the stock as a table @throws CliFailure UNREACHABLE, WRONG_STATE, UNKNOWN_DATASET */
export async function preprocess(flags: StockFlags, progress: Progress): Promise<string> {
  const first = await lowest(flags.parties);
  requireDataset(first.statuses, flags.for);
  const missing = missingOf(first.preprocessing);
  if (flags.wait && missing > 0) await waitFor(flags.parties, missing, progress);
  return render((await lowest(flags.parties)).preprocessing, flags.for?.[1]);
}

/** What all parties have: of every kind, the least that one of them has left. */
async function lowest(partiesFile: string): Promise<{ statuses: PartyStatus[]; preprocessing: Preprocessing }> {
  const { parties, ca } = await loadClientConfig(partiesFile);
  const statuses = await Promise.all(parties.map((party) => requireStatus(askStatus(party, ca), party.id)));
  const [lead] = [...statuses].sort((x, y) => x.id - y.id);
  if (lead === undefined || lead.preprocessing.kind !== 'lowgear') {
    throw new CliFailure(
      'WRONG_STATE',
      'these parties take their tuples from a dealer: nothing is made beforehand',
      EXIT.usage,
    );
  }
  const least = (key: string) =>
    Math.min(...statuses.map(({ preprocessing }) => preprocessing.stock.find((line) => line.key === key)?.left ?? 0));
  const stock = lead.preprocessing.stock.map((line) => ({ ...line, left: least(line.key) }));
  return { statuses, preprocessing: { ...lead.preprocessing, stock } };
}

async function requireStatus(answer: ReturnType<typeof askStatus>, party: number): Promise<PartyStatus> {
  const status = await answer;
  if ('code' in status) {
    throw new CliFailure('UNREACHABLE', `no status from party ${party} (${status.code})`, EXIT.network);
  }
  return status;
}

function requireDataset(statuses: readonly PartyStatus[], wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const [program, dataset] = wanted;
  for (const { id, datasets } of statuses) {
    const found = datasets.find(({ name }) => name === dataset);
    if (found === undefined || found.program !== program) {
      throw new CliFailure('UNKNOWN_DATASET', `party ${id} offers no dataset ${dataset} for ${program}`, EXIT.usage);
    }
    if (found.version > 0) continue;
    const advice = 'Upload rows and bind them first: what a query takes depends on their number.';
    throw new CliFailure('WRONG_STATE', `dataset ${dataset} is not bound at party ${id}`, EXIT.usage, advice);
  }
}

/** Tuples that are missing below the low marks. */
function missingOf({ stock }: Preprocessing): number {
  return stock.reduce((sum, { left, low }) => sum + Math.max(0, low - left), 0);
}

async function waitFor(partiesFile: string, missing: number, progress: Progress): Promise<void> {
  const title = `waiting for ${formatCount(missing)} tuples`;
  const body = async (step: { advance(by?: number): void }) => {
    for (let left = missing; left > 0; ) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const now = missingOf((await lowest(partiesFile)).preprocessing);
      if (now < left) step.advance(left - now);
      left = now; // sessions may take some meanwhile: then it takes longer
    }
  };
  await progress.step(title, missing, body, { rate: true });
}

function render({ stock, forecasts, producing, bytes }: Preprocessing, dataset: string | undefined): string {
  const shown = forecasts.filter((forecast) => dataset === undefined || forecast.dataset === dataset);
  const needs = (key: string) => shown.map(({ needs }) => needs.find((need) => need.key === key)?.units ?? 0);
  const rows = stock
    .filter(({ key }) => dataset === undefined || needs(key).some((units) => units > 0))
    .map(({ key, left, low, high, rate }): Cell[] => {
      const perQuery = needs(key).reduce((sum, units) => sum + units, 0);
      return [shortened(key), perQuery || undefined, left, low, high, rate === null ? undefined : Math.round(rate)];
    });
  const table = renderTable(
    [
      { title: 'kind' },
      { title: 'a query takes' },
      { title: 'in stock' },
      { title: 'low' },
      { title: 'high' },
      { title: 'made', unit: '1/s' },
    ],
    rows,
  );
  const left = (key: string) => stock.find((line) => line.key === key)?.left ?? 0;
  const lines = shown.map(({ dataset, needs, ms, bytesSent }) => {
    const queries = Math.min(...needs.map(({ key, units }) => Math.floor(left(key) / units)));
    const cost = ms > 0 ? `; making one query's took ${formatMs(ms)} and ${formatBytes(bytesSent)} per party` : '';
    return `${dataset}: enough for ${formatCount(queries)} ${queries === 1 ? 'query' : 'queries'}${cost}`;
  });
  const now =
    producing === null
      ? 'nothing is being made'
      : `${formatCount(producing.units)} ${shortened(producing.key)} are being made`;
  return [table, '', ...lines, `${now}; the store of party 0 takes ${formatBytes(bytes)}`].join('\n');
}

/** Matrix ids are long. */
function shortened(key: string): string {
  return key.replace(/[0-9a-f]{64}/g, (id) => id.slice(0, 8));
}
