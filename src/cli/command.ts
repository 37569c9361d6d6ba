// What all commands have in common: help with an example, arguments that are refused in one form and with one exit code,
// and actions that load their code only when they are chosen, so that --help is instant.

import type { Command, CommanderError } from 'commander';
import { EXIT } from './exit-code.js';
import { CliFailure } from './failure.js';

/** Where a command writes. Results go to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** Thrown after help or the version was printed: nothing is left to do. */
export class Done extends Error {
  override readonly name = 'Done';
  constructor(readonly exitCode: 0 | 2) {
    super('done');
  }
}

/**
 * A command below `parent`.
 * @param description  one sentence for the list of commands
 * @param example      a line that can be typed as it stands, shown below the help
 */
export function subcommand(parent: Command, name: string, description: string, example: string): Command {
  const command = parent.command(name).description(description);
  return finish(command, example);
}

/** Gives a command the common manners. */
export function finish(command: Command, example: string): Command {
  return command
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .allowExcessArguments(false)
    .addHelpText('after', `\nExample:\n  ${example}`)
    .exitOverride((error) => refuse(command, error));
}

/** Turns commander's way of stopping into ours. */
function refuse(command: Command, error: CommanderError): never {
  if (error.exitCode === 0) throw new Done(0);
  if (error.code === 'commander.help') throw new Done(2);
  const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  throw new CliFailure('INVALID_ARGUMENT', message, EXIT.usage, `See "${pathOf(command)} --help".`);
}

function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
