// The exact counters of the reference recommendation, 10,000 users x 1000 items, without running it: every counter is linear in the number
// of users, of dense and of sparse items, so four small runs give it, and a fifth one proves that it is.

import { itemsOf, lineKey } from '../../src/preprocessing/kinds.js';
import { countRecommendation, type RecommendationCounters, recommendation } from './cases-program.js';

export const REFERENCE = { rows: 10_000, dense: 20, sparse: 980 };

type Size = typeof REFERENCE;
type Flat = Record<string, number>;

const BASE: Size = { rows: 5, dense: 4, sparse: 6 };
const PROOF: Size = { rows: 11, dense: 9, sparse: 13 };

/** @returns counters by `<protocol>.<what>` and `tuples.<kind>`, at the reference size */
export async function referenceCounters(parties: number): Promise<Flat> {
  const base = await flatAt(BASE, parties);
  const slopes: Partial<Record<keyof Size, Flat>> = {};
  for (const length of ['rows', 'dense', 'sparse'] as const) {
    const next = await flatAt({ ...BASE, [length]: BASE[length] + 1 }, parties);
    slopes[length] = Object.fromEntries(Object.entries(base).map(([key, n]) => [key, (next[key] ?? 0) - n]));
  }
  const at = (size: Size): Flat => {
    const grown = (key: string, length: keyof Size) => (slopes[length]?.[key] ?? 0) * (size[length] - BASE[length]);
    const value = (key: string, n: number) => n + grown(key, 'rows') + grown(key, 'dense') + grown(key, 'sparse');
    return Object.fromEntries(Object.entries(base).map(([key, n]) => [key, value(key, n)]));
  };
  const [derived, counted] = [at(PROOF), await flatAt(PROOF, parties)];
  for (const key of new Set([...Object.keys(derived), ...Object.keys(counted)])) {
    if (derived[key] !== counted[key])
      throw new Error(`${key} is not linear: ${derived[key]} derived, ${counted[key]} counted`);
  }
  return at(REFERENCE);
}

async function flatAt({ rows, dense, sparse }: Size, parties: number): Promise<Flat> {
  return flatten(await countRecommendation(recommendation(rows, dense, sparse), parties));
}

function flatten({ phases, spec }: RecommendationCounters): Flat {
  const flat: Flat = {};
  for (const [phase, { rounds, waits, openings, bytes }] of phases) {
    flat[`${phase}.rounds`] = rounds;
    flat[`${phase}.waits`] = waits;
    flat[`${phase}.openings`] = openings;
    flat[`${phase}.bytes`] = Math.max(...bytes);
  }
  for (const demand of spec) {
    const key = `tuples.${demand.kind === 'matvec' ? `matvec/${demand.orientation}` : lineKey(demand)}`;
    flat[key] = (flat[key] ?? 0) + itemsOf(demand);
  }
  return flat;
}
