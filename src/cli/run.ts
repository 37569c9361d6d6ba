// One run of the command line: arguments in, exit code out.

import { Command } from 'commander';
import { Done, finish, type Terminal } from './command.js';
import { clientCommand } from './commands/client.js';
import { dealerCommand } from './commands/dealer.js';
import { demoCommand } from './commands/demo.js';
import { keygenCommand } from './commands/keygen.js';
import { partyCommand } from './commands/party.js';
import { planCommand } from './commands/plan.js';
import { preprocessCommand } from './commands/preprocess.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { describeFailure } from './failure.js';
import { version } from './version.js';

/**
 * Runs `tessera` with these arguments.
 * @param args      without the program's name
 * @returns the exit code; nothing is thrown
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof Done) return error.exitCode;
    const { lines, exitCode } = describeFailure(error, args.includes('--debug'));
    terminal.err.write(`${lines.join('\n')}\n`);
    return exitCode;
  }
}

/** All commands. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('tessera')
    .description('Secure multi-party computation between servers, as easy to run as a web service.')
    .option('--debug', 'show the stack of an error')
    .version(version(), '-V, --version', 'show the version')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: () => {}, // told once, by run
    });
  finish(program, 'tessera demo recommender');
  demoCommand(program, terminal);
  keygenCommand(program, terminal);
  partyCommand(program, terminal);
  dealerCommand(program, terminal);
  planCommand(program, terminal);
  preprocessCommand(program, terminal);
  clientCommand(program, terminal);
  return program;
}
