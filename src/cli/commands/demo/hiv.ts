// `tessera demo hiv`.

import type { Command } from 'commander';
import { Option } from 'commander';
import { wholeNumber } from '../../arguments.js';
import { subcommand, type Terminal } from '../../command.js';
import type { HivFlags } from '../../demo/apps/hiv/flags.js';
import { COMMON_HELP, type DemoFlags, playDemo, withCommonOptions } from './common.js';

type Flags = HivFlags & DemoFlags;

export function hivCommand(parent: Command, terminal: Terminal): void {
  const command = subcommand(
    parent,
    'hiv',
    'which HIV treatments lasted for patients with a similar virus, from records that no server sees',
    'tessera demo hiv --patients 20000 --treatments 100 --json',
  );
  command
    .option('--records <file>', 'CSV of records (format: src/apps/hiv-treatment/README.md; default: generated)')
    .addOption(
      new Option('--patients <n>', 'records to generate').argParser(wholeNumber(1)).default(20000).conflicts('records'),
    )
    .option('--mutations <g>', 'mutations per generated record', wholeNumber(1), 100)
    .option('--treatments <t>', 'treatments in generated records', wholeNumber(1), 100)
    .option('--distance <d>', 'mutations in which a similar virus may differ', wholeNumber(0), 6)
    .option('--minimum <k>', 'treatments with fewer similar patients are not shown', wholeNumber(1), 10)
    .option('--top <k>', 'treatments to show', wholeNumber(1, 1000), 10);
  withCommonOptions(command, 'for how many patients a doctor asks', 5)
    .addHelpText(
      'after',
      `\nThe doctor's question, the patient's mutations, is as secret as the records.\n${COMMON_HELP}`,
    )
    .action((_flags: unknown, command: Command) => play(command.optsWithGlobals<Flags>(), terminal));
}

async function play(flags: Flags, terminal: Terminal): Promise<void> {
  const { hivPlan } = await import('../../demo/apps/hiv/setting.js');
  await playDemo(() => hivPlan(flags), flags, terminal);
}
