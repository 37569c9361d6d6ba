// `tessera demo recommender`: everything on this machine, each server a process of its own.

import type { Command } from 'commander';
import { Option } from 'commander';
import { fraction, wholeNumber } from '../arguments.js';
import { finish, subcommand, type Terminal } from '../command.js';
import { FILE_DELTA, GENERATED_DELTA, type RecommenderFlags } from '../demo/setting.js';
import { EXIT } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { Progress } from '../render/progress.js';
import { preprocessingOption } from './party.js';

/** More would only compete for this machine's cores. */
const MAX_DEMO_PARTIES = 16;

interface DemoFlags extends RecommenderFlags {
  readonly json?: boolean;
  readonly debug?: boolean;
}

export function demoCommand(parent: Command, terminal: Terminal): void {
  const demo = finish(
    parent.command('demo').description('see a secure computation at work, all servers on this machine'),
    'tessera demo recommender',
  );
  recommenderCommand(demo, terminal);
}

function recommenderCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'recommender',
    'recommend items to one user from the ratings of similar users, which no server sees',
    'tessera demo recommender --users 10000 --queries 5 --json',
  )
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
    .option('--parties <n>', 'number of servers', wholeNumber(2, MAX_DEMO_PARTIES), 2)
    .option('--seed <s>', 'of generated ratings: any text', '1')
    .option('--queries <q>', 'how often the user asks; times are medians', wholeNumber(1, 1000), 5)
    .option(
      '--delta <d>',
      `cosine from which users are similar (default: ${GENERATED_DELTA} for generated ratings, ${FILE_DELTA} for files)`,
      fraction,
    )
    .option('--top <k>', 'recommendations to show', wholeNumber(1, 1000), 10)
    .option('--json', 'print one JSON object as the last line of standard output, everything else on standard error')
    .addOption(preprocessingOption())
    .addHelpText(
      'after',
      `\nIn MovieLens nobody has rated everything: gaps among the dense movies are filled with the user's own mean, most of them\n` +
        `are such gaps, and with the usual delta of ${GENERATED_DELTA} nearly everybody would be similar to everybody. Hence ${FILE_DELTA}.\n` +
        'With --preprocessing dealer the dealer is a process of this demo; in a deployment it is a trusted third party.\n' +
        'Exit code 1 if an answer differs from the computation in the clear.',
    )
    .action((_flags: unknown, command: Command) => recommenderDemo(command.optsWithGlobals<DemoFlags>(), terminal));
}

async function recommenderDemo(flags: DemoFlags, terminal: Terminal): Promise<void> {
  const [{ demoSetting }, { runRecommenderDemo }, { renderReport }, { demoResult }] = await Promise.all([
    import('../demo/setting.js'),
    import('../demo/recommender.js'),
    import('../demo/report.js'),
    import('../demo/result.js'),
  ]);
  const progress = new Progress({ stream: terminal.err });
  const outcome = await runRecommenderDemo(demoSetting(flags), progress, { debug: flags.debug === true });
  (flags.json === true ? terminal.err : terminal.out).write(`\n${renderReport(outcome)}\n`);
  if (flags.json === true) terminal.out.write(`${JSON.stringify(demoResult(outcome))}\n`);
  if (outcome.wrong > 0) {
    throw new CliFailure(
      'NOT_CORRECT',
      'an answer differs from the computation in the clear',
      EXIT.failed,
      'Please report it.',
    );
  }
}
