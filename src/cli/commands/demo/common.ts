// What all demos have in common: the options that say how, and playing a plan to its report.

import type { Command } from 'commander';
import { wholeNumber } from '../../arguments.js';
import type { Terminal } from '../../command.js';
import type { DemoPlan } from '../../demo/plan.js';
import { EXIT } from '../../exit-code.js';
import { CliFailure } from '../../failure.js';
import { Progress } from '../../render/progress.js';
import { preprocessingOption } from '../party.js';

/** More would only compete for this machine's cores. */
const MAX_DEMO_PARTIES = 16;

/** Options of every demo. */
export interface DemoFlags {
  readonly parties: number;
  readonly seed: string;
  readonly queries: number;
  readonly preprocessing: 'lowgear' | 'dealer';
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** @param asks  what one question is, for the help */
export function withCommonOptions(command: Command, asks: string, queries: number, fewest = 1): Command {
  return command
    .option('--parties <n>', 'number of servers', wholeNumber(2, MAX_DEMO_PARTIES), 2)
    .option('--seed <s>', 'of generated data: any text', '1')
    .option('--queries <q>', `${asks}; times are medians`, wholeNumber(fewest, 1000), queries)
    .option('--json', 'print one JSON object as the last line of standard output, everything else on standard error')
    .addOption(preprocessingOption());
}

/** Below the help of every demo. */
export const COMMON_HELP =
  'With --preprocessing dealer the dealer is a process of this demo; in a deployment it is a trusted third party.\n' +
  'Exit code 1 if an answer differs from the computation in the clear.';

/** @param makePlan  settles everything before anything is started, in a directory that is removed at the end */
export async function playDemo(
  makePlan: (dir: string) => Promise<DemoPlan>,
  { json, debug }: DemoFlags,
  terminal: Terminal,
): Promise<void> {
  const [{ runDemo }, { renderReport }, { demoResult }] = await Promise.all([
    import('../../demo/run.js'),
    import('../../demo/report.js'),
    import('../../demo/result.js'),
  ]);
  const progress = new Progress({ stream: terminal.err });
  const outcome = await runDemo(makePlan, progress, { debug: debug === true });
  (json === true ? terminal.err : terminal.out).write(`\n${renderReport(outcome)}\n`);
  if (json === true) terminal.out.write(`${JSON.stringify(demoResult(outcome))}\n`);
  if (outcome.wrong > 0) {
    throw new CliFailure(
      'NOT_CORRECT',
      'an answer differs from the computation in the clear',
      EXIT.failed,
      'Please report it.',
    );
  }
}
