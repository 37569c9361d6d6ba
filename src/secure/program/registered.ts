// A program among others: its types are known to its author and its clients, while a party that offers it needs a name and a way to
// check parameters.

import type { Kept, ProgramDefinition } from './define.js';
import { type Instance, instantiate } from './instance.js';
import type { Outputs, Table } from './table.js';

export interface RegisteredProgram {
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** @throws UsageError INVALID_ARGUMENT for parameters that the program refuses */
  instantiate(parameters: unknown): Instance;
}

export function register<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept>(
  definition: ProgramDefinition<P, D, Q, O, K>,
): RegisteredProgram {
  const { name, description } = definition;
  return { name, description, instantiate: (parameters) => instantiate(definition, parameters) };
}
