// Defined programs by hand: which one a dataset runs and with which parameters the parties say themselves.

import type { TesseraClient } from '../../client/client.js';
import { describedProgram } from '../../client/described-program.js';
import type { Answer } from '../../client/program.js';
import { ProgramClient } from '../../client/program.js';
import { ChannelError, UsageError } from '../../errors.js';
import type { Instance } from '../../secure/program/instance.js';
import type { Outputs } from '../../secure/program/table.js';
import { readQueryFile, readTableFile } from '../data/table-file.js';
import { chooseProgram } from '../program-choice.js';
import { formatNumber } from '../render/format.js';
import { renderTable } from '../render/table.js';
import { withClient } from './connect.js';
import type { ProgramFlags } from './flags.js';
import { readKeyFile } from './key-file.js';
import { ELEMENTS_PER_UPLOAD } from './upload.js';

/** Values of one output that are shown. */
const SHOWN = 12;

/** @returns rows that all parties have accepted     @throws as ProgramClient.upload */
export async function uploadTable(
  flags: ProgramFlags & { readonly rows: string },
  onRows: (rows: number) => void,
): Promise<number> {
  return await withClient(flags.parties, await readKeyFile(flags.key), async (client) => {
    const program = new ProgramClient(client, await agreedProgram(client, flags));
    const rows = await readTableFile(flags.rows, program.program.dataset);
    let accepted = 0;
    for await (const receipt of program.uploadParts(flags.dataset, rows, ELEMENTS_PER_UPLOAD)) {
      accepted += receipt.rows;
      onRows(receipt.rows);
    }
    return accepted;
  });
}

/** @param query file of the question; not needed where the program asks for nothing     @returns the answer as text */
export async function askProgram(
  flags: ProgramFlags & { readonly query?: string; readonly json?: boolean },
): Promise<string> {
  return await withClient(flags.parties, await readKeyFile(flags.key), async (client) => {
    const program = await agreedProgram(client, flags);
    const asks = Object.keys(program.query);
    if (flags.query === undefined && asks.length > 0) {
      throw new UsageError('INVALID_ARGUMENT', `expected --query, a file with the blocks ${asks.join(', ')}`);
    }
    const query = flags.query === undefined ? {} : await readQueryFile(flags.query, program.query);
    const answer = await new ProgramClient(client, program).ask(flags.dataset, query);
    return flags.json === true ? JSON.stringify(answer.outputs) : renderAnswer(answer);
  });
}

/** The program that all parties run on the dataset. @throws UsageError; SecurityAbort SESSION_MISMATCH when they differ */
async function agreedProgram(client: TesseraClient, { dataset, program, param }: ProgramFlags): Promise<Instance> {
  const said = await describedProgram(client, dataset);
  const registered = await chooseProgram(program ?? said.program);
  if (registered === undefined) {
    throw new UsageError('INVALID_ARGUMENT', `dataset ${dataset} is for the recommender: give it --ratings`);
  }
  if (registered.name !== said.program) {
    throw new UsageError('UNKNOWN_PROGRAM', `dataset ${dataset} is for ${said.program}, not for ${registered.name}`);
  }
  const instance = registered.instantiate(param ?? parsedParameters(said.parameters));
  if (instance.parameters === said.parameters) return instance;
  throw new UsageError(
    'INVALID_ARGUMENT',
    `the parties run ${said.program} with ${said.parameters}, not ${instance.parameters}`,
  );
}

function parsedParameters(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ChannelError('BAD_FRAME', 'the parties did not tell the parameters as JSON');
  }
}

function renderAnswer({ outputs }: Answer<Outputs>): string {
  const rows = Object.entries(outputs).map(([name, values]) => {
    const shown = values.slice(0, SHOWN).map((value) => (Number.isInteger(value) ? `${value}` : formatNumber(value)));
    return [
      name,
      `${shown.join(' ')}${values.length > SHOWN ? ` ... (${values.length} values, all with --json)` : ''}`,
    ];
  });
  return renderTable([{ title: 'output' }, { title: 'values', align: 'left' }], rows);
}
