// `tessera preprocess`: whether enough tuples are in stock, and the wait until they are.

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import type { StockFlags } from '../client/stock.js';
import { subcommand, type Terminal } from '../command.js';
import { Progress } from '../render/progress.js';

export function preprocessCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'preprocess',
    'show what the parties have made beforehand, beside what queries take, and wait until it is enough',
    'tessera preprocess --parties deployment/parties.json --for recommender ratings',
  )
    .requiredOption('--parties <file>', 'parties.json written by "tessera keygen"')
    .option('--for <names...>', 'a program and a dataset: show only what their queries take')
    .option('--no-wait', 'show it as it is')
    .addHelpText(
      'after',
      '\nThe parties make tuples whenever less is left of a kind than its low mark, up to its high mark: by default what one and\n' +
        'two queries on every bound dataset take. Operators change the marks in the configuration, under service.stock.',
    )
    .action(async (flags: StockFlags) => {
      if (flags.for !== undefined && flags.for.length !== 2) {
        throw new UsageError(
          'INVALID_ARGUMENT',
          `expected --for with a program and a dataset, got ${flags.for.length} names`,
        );
      }
      const { preprocess } = await import('../client/stock.js');
      terminal.out.write(`${await preprocess(flags, new Progress({ stream: terminal.err }))}\n`);
    });
}
