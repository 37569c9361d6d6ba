// What a binding was and cost, for people.

import { z } from 'zod';
import type { BoundDataset } from '../../client/client.js';
import { formatBytes, formatMs } from '../render/format.js';
import { renderTable } from '../render/table.js';

const count = z.number().min(0);
const figures = z.object({ ms: count, rounds: count, bytesSent: count });
const bindingFigures = figures.extend({ preprocessing: figures });

/** One line, and a table of the parties' figures where they tell them. */
export function describeBinding(dataset: string, { version, rows, stats }: BoundDataset): string {
  const head = `bound version ${version} of ${dataset} with ${rows} rows`;
  const lines = stats.flatMap((report, party) => {
    const { data } = bindingFigures.safeParse(report);
    if (data === undefined) return [];
    const { preprocessing, ...setup } = data;
    return [
      [party, 'beforehand', formatMs(preprocessing.ms), preprocessing.rounds, formatBytes(preprocessing.bytesSent)],
      [undefined, 'set-up', formatMs(setup.ms), setup.rounds, formatBytes(setup.bytesSent)],
    ];
  });
  if (lines.length === 0) return head;
  const columns = [
    { title: 'party' },
    { title: 'phase' },
    { title: 'time', align: 'right' },
    { title: 'rounds' },
    { title: 'sent', align: 'right' },
  ] as const;
  return `${head}\n\n${renderTable(columns, lines)}`;
}
