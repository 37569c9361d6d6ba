// `tessera client ...`: what somebody who owns data or asks a question does by hand. One small command per step.

import { type Command, Option } from 'commander';
import { datasetName, wholeNumber } from '../arguments.js';
import type { AskFlags, ConnectFlags, DatasetFlags, RatingsFlags } from '../client/flags.js';
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

const RATINGS_HELP =
  "\nThe file has the columns item (0, 1, ... as in the parties' catalogue), rating (whole stars, 1..5; 0: not rated) and,\n" +
  'optionally, user (for several rows) and title (shown in answers). The first items, the dense ones, must all be rated.';

function uploadCommand(client: Command, terminal: Terminal): void {
  ratingsCommand(
    client,
    'upload',
    'share rating rows between the parties, so that none of them can read them',
    'tessera client upload --parties deployment/parties.json --key alice.key --dataset ratings --ratings alice.csv',
  )
    .addHelpText('after', RATINGS_HELP)
    .action(async (flags: RatingsFlags) => {
      const { uploadRatings } = await import('../client/upload.js');
      const rows = await uploadRatings(flags, (done) => terminal.err.write(`accepted: ${done} rows\n`));
      terminal.out.write(`all parties accepted ${rows} ${rows === 1 ? 'row' : 'rows'}\n`);
    });
}

function bindCommand(client: Command, terminal: Terminal): void {
  datasetCommand(
    client,
    'bind',
    'close a version of a dataset: questions asked from now on see all rows uploaded so far',
    'tessera client bind --parties deployment/parties.json --key alice.key --dataset ratings',
  ).action(async (flags: DatasetFlags) => {
    const { bindDataset } = await import('../client/bind.js');
    const { version, rows } = await bindDataset(flags);
    terminal.out.write(`bound version ${version} of ${flags.dataset} with ${rows} rows\n`);
  });
}

function askCommand(client: Command, terminal: Terminal): void {
  ratingsCommand(
    client,
    'ask',
    'ask for recommendations; only the asker learns the answer, and the parties not even the question',
    'tessera client ask --parties deployment/parties.json --key alice.key --dataset ratings --ratings alice.csv',
  )
    .option('--top <k>', 'recommendations to show', wholeNumber(1, 1000), 10)
    .addHelpText('after', `${RATINGS_HELP}\nRows that were uploaded with the same key are left out of the answer.`)
    .action(async (flags: AskFlags) => {
      const { askForRecommendations } = await import('../client/ask.js');
      terminal.out.write(`${await askForRecommendations(flags)}\n`);
    });
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

/** The parameters must be the parties'; others make rows that the parties refuse. */
function ratingsCommand(client: Command, name: string, description: string, example: string): Command {
  return datasetCommand(client, name, description, example)
    .requiredOption('--ratings <file>', 'CSV of the ratings, see below')
    .option('--items <m>', 'items in a row, as the parties have it', wholeNumber(2), 1000)
    .option('--dense <r>', 'dense items, as the parties have it', wholeNumber(1), 20)
    .option('--scale <s>', 'scale of normalised ratings, as the parties have it', wholeNumber(5), 700);
}

function partiesOption(): Option {
  return new Option('--parties <file>', 'parties.json written by "tessera keygen"').makeOptionMandatory();
}
