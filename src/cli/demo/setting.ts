// What a demo computes, from the options of the command. Two kinds of data: rating files (MovieLens unless another is
// named) and generated ratings, which make up the reference setting of the literature [EVTL12, VHCM15].

import { z } from 'zod';
import { packagePath } from '../package-path.js';

/** Where the ratings come from. Both are read again by the client process, which gets this by file. */
export const DataSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('generated'), users: z.int().min(2), seed: z.string() }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
]);
export type DataSource = z.output<typeof DataSource>;

/** The options of `tessera demo recommender` that say what to compute. */
export interface RecommenderFlags {
  readonly users?: number;
  readonly items: number;
  readonly dense: number;
  readonly parties: number;
  readonly seed: string;
  readonly ratings?: string;
  readonly queries: number;
  readonly delta?: number;
  readonly top: number;
  readonly preprocessing: 'lowgear' | 'dealer';
}

export interface DemoSetting {
  readonly source: DataSource;
  /** Options of the recommender's public parameters, as they go into the parties' configuration. */
  readonly parameters: { readonly items: number; readonly dense: number; readonly delta: number };
  readonly parties: number;
  readonly queries: number;
  readonly top: number;
  /** Where the parties' tuples come from. */
  readonly preprocessing: 'lowgear' | 'dealer';
}

/** Most dense ratings of real users are filled in with the user's mean, which makes nearly everybody similar at 0.87. */
export const FILE_DELTA = 0.98;
/** The reference setting's. */
export const GENERATED_DELTA = 0.87;

export const EXAMPLE_RATINGS = 'examples/data/ml-latest-small';

export function demoSetting(flags: RecommenderFlags): DemoSetting {
  const { users, ratings, items, dense, parties, queries, top, preprocessing } = flags;
  const source: DataSource =
    users === undefined
      ? { kind: 'file', path: ratings ?? packagePath(EXAMPLE_RATINGS) }
      : { kind: 'generated', users, seed: flags.seed };
  const delta = flags.delta ?? (source.kind === 'file' ? FILE_DELTA : GENERATED_DELTA);
  return { source, parameters: { items, dense, delta }, parties, queries, top, preprocessing };
}
