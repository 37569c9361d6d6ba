// `tessera demo pagerank`.

import type { Command } from 'commander';
import { Option } from 'commander';
import { fraction, wholeNumber } from '../../arguments.js';
import { subcommand, type Terminal } from '../../command.js';
import type { PagerankFlags } from '../../demo/apps/pagerank/flags.js';
import { COMMON_HELP, type DemoFlags, playDemo, withCommonOptions } from './common.js';

type Flags = PagerankFlags & DemoFlags;

export function pagerankCommand(parent: Command, terminal: Terminal): void {
  const command = subcommand(
    parent,
    'pagerank',
    "scores over the linked transactions of banks, which see their own accounts' scores and nothing else",
    'tessera demo pagerank --accounts 1000 --transactions 5000 --iterations 20 --json',
  );
  command
    .option('--edges <file>', 'CSV with the columns source, target, amount (default: generated transactions)')
    .addOption(
      new Option('--accounts <n>', 'accounts of generated transactions')
        .argParser(wholeNumber(2))
        .default(1000)
        .conflicts('edges'),
    )
    .addOption(
      new Option('--transactions <m>', 'transactions to generate')
        .argParser(wholeNumber(2))
        .default(5000)
        .conflicts('edges'),
    )
    .option('--banks <k>', 'banks; accounts fall to them by a hash of their name', wholeNumber(1, 64), 3)
    .option('--iterations <t>', 'iterations, a public number', wholeNumber(1, 200), 20)
    .option('--damping <d>', 'part of a score that comes from other accounts', fraction, 0.85)
    .addOption(
      new Option('--score <s>', 'PageRank, or risk that flows along transactions')
        .choices(['pagerank', 'risk'])
        .default('pagerank'),
    )
    .addOption(
      new Option('--method <m>', 'a matrix of all pairs of accounts, or networks that grow with the transactions')
        .choices(['auto', 'dense', 'sparse'])
        .default('auto', 'dense up to 10,000 accounts'),
    )
    .option('--initial <file>', 'CSV with the columns account, score: initial risks from 0 to 1 (default: generated)')
    .option('--scores <file>', 'write account,score as the owning banks learn them')
    .option('--top <k>', 'accounts to show', wholeNumber(1, 1000), 10);
  withCommonOptions(command, 'how many banks ask for their scores, in turn; 0 stands for all', 0, 0)
    .addHelpText('after', `\n${COMMON_HELP}`)
    .action((_flags: unknown, command: Command) => play(command.optsWithGlobals<Flags>(), terminal));
}

async function play(flags: Flags, terminal: Terminal): Promise<void> {
  const { pagerankPlan } = await import('../../demo/apps/pagerank/setting.js');
  await playDemo((dir) => pagerankPlan(flags, dir), flags, terminal);
}
