// A program as the command line names it: one of this build, or a module's file, with "#name" if the module holds several.

import { UsageError } from '../errors.js';
import type { RegisteredProgram } from '../secure/program/registered.js';
import { loadPrograms } from './compose/program-modules.js';
import { Programs } from './compose/programs.js';

/**
 * @param text "hiv-treatment", "./auction.js" or "./market.js#auction"
 * @returns undefined for a program of this build that is not a defined one
 * @throws UsageError UNKNOWN_PROGRAM; CONFIG_INVALID for a module that cannot be used
 */
export async function chooseProgram(text: string): Promise<RegisteredProgram | undefined> {
  if (!isFile(text)) {
    const programs = new Programs();
    if (programs.maker(text) !== undefined) return programs.defined(text);
    throw new UsageError(
      'UNKNOWN_PROGRAM',
      `no program ${text}; known are ${programs.names.join(', ')}, or name a file`,
    );
  }
  const [file = '', name] = text.split('#');
  const found = await loadPrograms(file, process.cwd());
  const chosen = name === undefined && found.length === 1 ? found[0] : found.find((program) => program.name === name);
  if (chosen !== undefined) return chosen;
  const names = found.map((program) => `${file}#${program.name}`).join(', ');
  throw new UsageError('UNKNOWN_PROGRAM', `${file} holds ${found.length} programs: choose one of ${names}`);
}

function isFile(text: string): boolean {
  return /[\\/]|\.[cm]?[jt]s(#|$)/.test(text);
}
