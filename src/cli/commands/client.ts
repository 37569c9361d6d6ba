// `tessera client ...`: what somebody who owns data or asks a question does by hand. One small command per step.

import { type Command, Option } from 'commander';
import { UsageError } from '../../errors.js';
import { datasetName, parameter, wholeNumber } from '../arguments.js';
import type { AskFlags, ConnectFlags, DatasetFlags, ProgramFlags, RatingsFlags } from '../client/flags.js';
import { finish, subcommand, type Terminal } from '../command.js';

export function clientCommand(parent: Command, terminal: Terminal): void {
  const client = finish(
    parent.command('client').description('upload data, ask questions; what users of the parties do'),
    'tessera client status --parties deployment/parties.json',
  );
  keygenCommand(client, terminal);
  statusCommand(client, terminal);
  uploadCommand(client, terminal);
  bindCommand(client, terminal);
  askCommand(client, terminal);
  runDemoCommand(client, terminal);
}

function keygenCommand(client: Command, terminal: Terminal): void {
  subcommand(client, 'keygen', 'make a key, the identity of a client', 'tessera client keygen --key alice.key')
    .requiredOption('--key <file>', 'file to write; it must not exist')
    .action(async ({ key }: { key: string }) => {
      const { createKeyFile } = await import('../client/key-file.js');
      const id = await createKeyFile(key);
      terminal.out.write(
        `wrote ${key}; keep it secret, rows uploaded with it belong to it\nits public key, for parties with listed clients: ${id}\n`,
      );
    });
}

function statusCommand(client: Command, terminal: Terminal): void {
  subcommand(
    client,
    'status',
    'show which parties are ready and which datasets they have',
    'tessera client status --parties deployment/parties.json',
  )
    .addOption(partiesOption())
    .action(async (flags: ConnectFlags) => {
      const { showStatus } = await import('../client/status.js');
      terminal.out.write(`${await showStatus(flags.parties)}\n`);
    });
}

const TABLE_HELP =
  '\nFor a defined program (docs/writing-programs.md): --rows or --query, a .json file with a record per row and a value per block, or a\n' +
  '.csv file with a column per value, named as the block, or block[0], block[1], ... Program and parameters are what all parties say.\n' +
  "\nFor the recommender: --ratings, a CSV file with the columns item (0, 1, ... as in the parties' catalogue), rating (whole stars,\n" +
  '1..5; 0: not rated) and, optionally, user (for several rows) and title (shown in answers). The first items, the dense ones, must\n' +
  'all be rated.';

function uploadCommand(client: Command, terminal: Terminal): void {
  programCommand(
    client,
    'upload',
    'share rows between the parties, so that none of them can read them',
    'tessera client upload --parties deployment/parties.json --key alice.key --dataset salaries --rows alice.csv',
  )
    .addOption(new Option('--rows <file>', 'rows for a defined program, .json or .csv').conflicts('ratings'))
    .addHelpText('after', TABLE_HELP)
    .action(async (flags: Partial<RatingsFlags> & ProgramFlags & { rows?: string }) => {
      const accepted = (done: number) => terminal.err.write(`accepted: ${done} rows\n`);
      const rows = await uploadRows(flags, accepted);
      terminal.out.write(`all parties accepted ${rows} ${rows === 1 ? 'row' : 'rows'}\n`);
    });
}

async function uploadRows(
  { rows, ...flags }: Partial<RatingsFlags> & ProgramFlags & { rows?: string },
  accepted: (rows: number) => void,
): Promise<number> {
  if (rows !== undefined) return await (await import('../client/defined.js')).uploadTable({ ...flags, rows }, accepted);
  return await (await import('../client/upload.js')).uploadRatings(requireRatings(flags, '--rows'), accepted);
}

function bindCommand(client: Command, terminal: Terminal): void {
  datasetCommand(
    client,
    'bind',
    'close a version of a dataset: questions asked from now on see all rows uploaded so far',
    'tessera client bind --parties deployment/parties.json --key alice.key --dataset ratings',
  ).action(async (flags: DatasetFlags) => {
    const { bindDataset } = await import('../client/bind.js');
    const { describeBinding } = await import('../client/describe-binding.js');
    terminal.out.write(`${describeBinding(flags.dataset, await bindDataset(flags))}\n`);
  });
}

function askCommand(client: Command, terminal: Terminal): void {
  programCommand(
    client,
    'ask',
    'ask a question; only the asker learns the answer, and the parties not even the question',
    'tessera client ask --parties deployment/parties.json --key alice.key --dataset salaries --query alice.json',
  )
    .addOption(new Option('--query <file>', 'the question to a defined program, one row').conflicts('ratings'))
    .option('--json', "print a defined program's outputs as JSON")
    .option('--top <k>', 'recommendations to show', wholeNumber(1, 1000), 10)
    .addHelpText('after', `${TABLE_HELP} Rows that were uploaded with the same key are left out of the answer.`)
    .action(async (flags: Partial<AskFlags> & ProgramFlags & { query?: string; json?: boolean }) => {
      terminal.out.write(`${await answer(flags)}\n`);
    });
}

async function answer(flags: Partial<AskFlags> & ProgramFlags & { query?: string; json?: boolean }): Promise<string> {
  if (flags.ratings === undefined) return await (await import('../client/defined.js')).askProgram(flags);
  const { askForRecommendations } = await import('../client/ask.js');
  return await askForRecommendations({ ...requireRatings(flags, '--query'), top: flags.top ?? 10 });
}

/** The client process of `tessera demo`; its output is for that. */
function runDemoCommand(client: Command, terminal: Terminal): void {
  finish(
    client.command('run-demo', { hidden: true }).description('play all clients of a demo, reporting in lines of JSON'),
    'tessera client run-demo --job job.json',
  )
    .requiredOption('--job <file>', 'what to do')
    .action(async ({ job }: { job: string }) => {
      const { runDemoClient } = await import('../demo/client.js');
      await runDemoClient(job, (line) => terminal.out.write(`${line}\n`));
    });
}

function datasetCommand(client: Command, name: string, description: string, example: string): Command {
  return subcommand(client, name, description, example)
    .addOption(partiesOption())
    .requiredOption('--key <file>', 'key made by "tessera client keygen"')
    .requiredOption('--dataset <name>', "name of the dataset in the parties' configuration", datasetName);
}

/** Options of all programs; parameters other than the parties' make rows that the parties refuse. */
function programCommand(client: Command, name: string, description: string, example: string): Command {
  return datasetCommand(client, name, description, example)
    .option('--program <name>', 'a defined program by name or file, if it is none of this build')
    .option('--param <key=value>', 'a public parameter, if not all parties are to be believed; repeatable', parameter)
    .option('--ratings <file>', 'CSV of the ratings, for the recommender')
    .option('--items <m>', 'items in a row of ratings, as the parties have it', wholeNumber(2), 1000)
    .option('--dense <r>', 'dense items, as the parties have it', wholeNumber(1), 20)
    .option('--scale <s>', 'scale of normalised ratings, as the parties have it', wholeNumber(5), 700);
}

/** The recommender's options have defaults, but for the file. @param other what is given to other programs */
function requireRatings(flags: Partial<RatingsFlags> & DatasetFlags, other: string): RatingsFlags {
  const { ratings, items = 1000, dense = 20, scale = 700 } = flags;
  if (ratings !== undefined) return { ...flags, ratings, items, dense, scale };
  throw new UsageError('INVALID_ARGUMENT', `expected ${other} for a defined program, or --ratings for the recommender`);
}

function partiesOption(): Option {
  return new Option('--parties <file>', 'parties.json written by "tessera keygen"').makeOptionMandatory();
}
