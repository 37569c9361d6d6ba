// What a demo computes, from the options of the command. Two kinds of data: rating files (MovieLens unless another is
// named) and generated ratings, which make up the reference setting of the literature [EVTL12, VHCM15].

import { z } from 'zod';
import { recommenderParameters } from '../../../../apps/recommender/parameters.js';
import { PROGRAM } from '../../../client/recommender.js';
import { packagePath } from '../../../package-path.js';
import type { DemoPlan } from '../../plan.js';
import { FILE_DELTA, GENERATED_DELTA, type RecommenderFlags } from './flags.js';

/** Where the ratings come from. Both are read again by the client process, which gets this by file. */
export const DataSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('generated'), users: z.int().min(2), seed: z.string() }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
]);
export type DataSource = z.output<typeof DataSource>;

/** What the client process reads again. */
export const Setting = z.strictObject({
  source: DataSource,
  /** Options of the recommender's public parameters, as the parties have them. */
  parameters: z.strictObject({ items: z.int(), dense: z.int(), delta: z.number() }),
  /** Recommendations to show. */
  top: z.int().min(1),
});
export type Setting = z.output<typeof Setting>;

export const EXAMPLE_RATINGS = 'examples/data/ml-latest-small';

/** @throws INVALID_ARGUMENT before anything is started */
export function recommenderPlan(flags: RecommenderFlags): DemoPlan {
  const { users, ratings, items, dense, parties, queries, top, preprocessing } = flags;
  const source: DataSource =
    users === undefined
      ? { kind: 'file', path: ratings ?? packagePath(EXAMPLE_RATINGS) }
      : { kind: 'generated', users, seed: flags.seed };
  const delta = flags.delta ?? (source.kind === 'file' ? FILE_DELTA : GENERATED_DELTA);
  const parameters = { items, dense, delta };
  recommenderParameters(parameters);
  const setting: Setting = { source, parameters, top };
  return { program: PROGRAM, parameters, setting, parties, queries, preprocessing };
}
