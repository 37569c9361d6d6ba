// `tessera demo recommender`.

import type { Command } from 'commander';
import { Option } from 'commander';
import { fraction, wholeNumber } from '../../arguments.js';
import { subcommand, type Terminal } from '../../command.js';
import { FILE_DELTA, GENERATED_DELTA, type RecommenderFlags } from '../../demo/apps/recommender/flags.js';
import { COMMON_HELP, type DemoFlags, playDemo, withCommonOptions } from './common.js';

type Flags = RecommenderFlags & DemoFlags;

export function recommenderCommand(parent: Command, terminal: Terminal): void {
  const command = subcommand(
    parent,
    'recommender',
    'recommend items to one user from the ratings of similar users, which no server sees',
    'tessera demo recommender --users 10000 --queries 5 --json',
  );
  command
    .addOption(
      new Option('--users <n>', 'generate ratings of N users (default: the MovieLens ratings in examples/data)')
        .argParser(wholeNumber(2))
        .conflicts('ratings'),
    )
    .option('--ratings <file>', 'CSV with the columns userId, movieId, rating (movies.csv beside it gives titles)')
    .option('--items <m>', 'items in a row', wholeNumber(2), 1000)
    .option(
      '--dense <r>',
      'the first R of them are rated by everybody; similarity is measured on these',
      wholeNumber(1),
      20,
    )
    .option(
      '--delta <d>',
      `cosine from which users are similar (default: ${GENERATED_DELTA} for generated ratings, ${FILE_DELTA} for files)`,
      fraction,
    )
    .option('--top <k>', 'recommendations to show', wholeNumber(1, 1000), 10);
  withCommonOptions(command, 'how often the user asks', 5)
    .addHelpText(
      'after',
      `\nIn MovieLens nobody has rated everything: gaps among the dense movies are filled with the user's own mean, most of them\n` +
        `are such gaps, and with the usual delta of ${GENERATED_DELTA} nearly everybody would be similar to everybody. Hence ${FILE_DELTA}.\n` +
        COMMON_HELP,
    )
    .action((_flags: unknown, command: Command) => play(command.optsWithGlobals<Flags>(), terminal));
}

async function play(flags: Flags, terminal: Terminal): Promise<void> {
  const { recommenderPlan } = await import('../../demo/apps/recommender/setting.js');
  await playDemo(async () => recommenderPlan(flags), flags, terminal);
}
