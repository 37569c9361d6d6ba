// A recommendation for people: the best titles, or why there are none.

import { formatCount } from '../../../render/format.js';
import { type Cell, renderTable } from '../../../render/table.js';

export interface Recommendation {
  /** The asking user, for people. */
  readonly asking: string;
  readonly users: number;
  /** 0: suppressed, because there were too few. */
  readonly neighbours: number;
  readonly minimumNeighbours: number;
  readonly recommendations: readonly { readonly title: string; readonly score: number }[];
}

/** @returns lines, without a line break at the end */
export function renderAnswer(found: Recommendation): string {
  const { asking, users, neighbours, minimumNeighbours, recommendations } = found;
  if (neighbours === 0) {
    return `${capital(asking)} has fewer than ${minimumNeighbours} similar users, so nothing is shown (suppressed inside the computation).`;
  }
  const head = `Recommended to ${asking}, from ${formatCount(neighbours)} similar users among ${formatCount(users - 1)}:`;
  if (recommendations.length === 0) return `${head}\nnothing that ${asking} has not rated.`;
  const rows = recommendations.map(({ title, score }, index): Cell[] => [index + 1, title, score.toFixed(2)]);
  return `${head}\n\n${renderTable([{ title: '#' }, { title: 'title' }, { title: 'score', align: 'right' }], rows)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
