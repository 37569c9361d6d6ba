// `tessera party`: one of the servers, until it is told to stop.

import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../arguments.js';
import { subcommand, type Terminal } from '../command.js';
import { createLog, LOG_LEVELS, type LogLevel } from '../log.js';
import { serveUntilStopped } from '../shutdown.js';

/** Most worker threads that can be asked for. */
export const MAX_THREADS = 256;

interface PartyFlags {
  readonly config: string;
  readonly preprocessing: PreprocessingName;
  readonly threads?: number;
  readonly logLevel: LogLevel;
}

export function partyCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'party',
    'run one party (a server) until it is interrupted; its log goes to standard error',
    'tessera party --config deployment/party-0.json',
  )
    .requiredOption('--config <file>', 'configuration written by "tessera keygen"')
    .addOption(preprocessingOption())
    .addOption(threadsOption())
    .addOption(logLevelOption())
    .action(async ({ config, preprocessing, threads, logLevel }: PartyFlags) => {
      const log = createLog(logLevel, basename(config, '.json'));
      const { startParty } = await import('../compose/party.js');
      const reason = await serveUntilStopped(
        () => startParty(config, { log, preprocessing, ...(threads === undefined ? {} : { threads }) }),
        ({ url }) => terminal.out.write(`listening on ${url}\n`),
      );
      log('info', 'stopped', { reason });
    });
}

export const PREPROCESSING = ['lowgear', 'dealer'] as const;
export type PreprocessingName = (typeof PREPROCESSING)[number];

/** Where tuples come from. Trusting somebody is the operator's decision: the dealer is never the default. */
export function preprocessingOption(): Option {
  return new Option(
    '--preprocessing <source>',
    'where the correlated randomness comes from: "lowgear", the parties make it among themselves and trust nobody; ' +
      '"dealer", from the dealer in the configuration, a trusted third party who together with any one party could ' +
      'read every input and forge every answer',
  )
    .choices(PREPROCESSING)
    .default('lowgear');
}

export function threadsOption(): Option {
  return new Option(
    '--threads <t>',
    `worker threads (default: by the number of cores, ${availableParallelism()} here)`,
  ).argParser(wholeNumber(1, MAX_THREADS));
}

export function logLevelOption(): Option {
  return new Option('--log-level <level>', 'least severity that is logged').choices(LOG_LEVELS).default('info');
}
