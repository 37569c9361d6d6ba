// `tessera dealer`: the trusted third party that deals correlated randomness, until it is told to stop.

import { basename } from 'node:path';
import type { Command } from 'commander';
import { subcommand, type Terminal } from '../command.js';
import { createLog, type LogLevel } from '../log.js';
import { serveUntilStopped } from '../shutdown.js';
import { logLevelOption, threadsOption } from './party.js';

interface DealerFlags {
  readonly config: string;
  readonly threads?: number;
  readonly logLevel: LogLevel;
}

export function dealerCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'dealer',
    'run the dealer, a trusted third party that deals correlated randomness to the parties, until it is interrupted',
    'tessera dealer --config deployment/dealer.json',
  )
    .requiredOption('--config <file>', 'configuration written by "tessera keygen --dealer"')
    .addOption(threadsOption())
    .addOption(logLevelOption())
    .addHelpText(
      'after',
      '\nThe dealer sees no input and no message between the parties, yet together with any one party it could read every\n' +
        'input and forge every answer. Run it where nobody who runs a party has access.',
    )
    .action(async ({ config, threads, logLevel }: DealerFlags) => {
      const log = createLog(logLevel, basename(config, '.json'));
      const { startDealer } = await import('../compose/dealer.js');
      const reason = await serveUntilStopped(
        () => startDealer(config, { log, ...(threads === undefined ? {} : { threads }) }),
        ({ url }) => terminal.out.write(`listening on ${url}\n`),
      );
      log('info', 'stopped', { reason });
    });
}
