// Every program that a party can offer, by name: those of this build and those of its operator.

import { APPLICATIONS } from '../../apps/index.js';
import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { recommender } from '../../apps/recommender/program.js';
import { UsageError } from '../../errors.js';
import type { RegisteredProgram } from '../../secure/program/registered.js';
import type { Program } from '../../service/program.js';
import { serviceProgram } from '../../service/programs/service-program.js';
import { loadPrograms } from './program-modules.js';

/** Makes a program from its public parameters. @throws UsageError INVALID_ARGUMENT */
export type MakeProgram = (parameters: unknown) => Program;

/** Written against the service's own interface instead of being defined. */
export const RECOMMENDER = 'recommender';

export class Programs {
  readonly #makers = new Map<string, MakeProgram>([
    [RECOMMENDER, (parameters) => recommender(recommenderParameters(parameters)) as Program],
  ]);
  readonly #defined = new Map<string, RegisteredProgram>();

  constructor(defined: readonly RegisteredProgram[] = APPLICATIONS) {
    for (const program of defined) this.#add(program);
  }

  /**
   * The programs of this build and those of modules.
   * @param modules  files, relative to `directory`     @throws UsageError CONFIG_INVALID
   */
  static async with(modules: readonly string[], directory: string): Promise<Programs> {
    const programs = new Programs();
    for (const file of modules) {
      for (const program of await loadPrograms(file, directory)) {
        if (programs.#makers.has(program.name)) {
          throw new UsageError(
            'CONFIG_INVALID',
            `${file}: there is a program ${program.name} already; choose another name`,
          );
        }
        programs.#add(program);
      }
    }
    return programs;
  }

  get names(): string[] {
    return [...this.#makers.keys()];
  }

  /** Undefined for a name that nobody knows. */
  maker(name: string): MakeProgram | undefined {
    return this.#makers.get(name);
  }

  /** Undefined for a name that nobody knows, and for the recommender. */
  defined(name: string): RegisteredProgram | undefined {
    return this.#defined.get(name);
  }

  #add(program: RegisteredProgram): void {
    this.#defined.set(program.name, program);
    this.#makers.set(program.name, (parameters) => serviceProgram(program.instantiate(parameters)) as Program);
  }
}
