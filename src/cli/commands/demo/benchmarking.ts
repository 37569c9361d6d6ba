// `tessera demo benchmarking`.

import type { Command } from 'commander';
import { Option } from 'commander';
import { wholeNumber } from '../../arguments.js';
import { subcommand, type Terminal } from '../../command.js';
import type { BenchmarkingFlags } from '../../demo/apps/benchmarking/flags.js';
import { COMMON_HELP, type DemoFlags, playDemo, withCommonOptions } from './common.js';

type Flags = BenchmarkingFlags & DemoFlags;

export function benchmarkingCommand(parent: Command, terminal: Terminal): void {
  const command = subcommand(
    parent,
    'benchmarking',
    "where a company stands among its peers, without showing any company's figures",
    'tessera demo benchmarking --companies 2500 --metrics 8 --json',
  );
  command
    .option('--figures <file>', 'CSV of figures (format: src/apps/benchmarking/README.md; default: generated)')
    .addOption(
      new Option('--companies <n>', 'companies to generate')
        .argParser(wholeNumber(2))
        .default(2500)
        .conflicts('figures'),
    )
    .option('--metrics <m>', 'metrics of generated companies', wholeNumber(1, 8), 8);
  withCommonOptions(command, 'how many companies ask', 3)
    .addHelpText('after', `\n${COMMON_HELP}`)
    .action((_flags: unknown, command: Command) => play(command.optsWithGlobals<Flags>(), terminal));
}

async function play(flags: Flags, terminal: Terminal): Promise<void> {
  const { benchmarkingPlan } = await import('../../demo/apps/benchmarking/setting.js');
  await playDemo(() => benchmarkingPlan(flags), flags, terminal);
}
