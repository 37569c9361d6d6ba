// Programs of an operator's own: ECMAScript modules on the party's disk, named in its configuration. The module's default export is a
// definition as defineProgram makes it, or a list of them. Nothing is ever loaded from the network: what runs at a party is
// what its operator has put there.

import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { UsageError } from '../../errors.js';
import type { Kept, ProgramDefinition } from '../../secure/program/define.js';
import { type RegisteredProgram, register } from '../../secure/program/registered.js';
import type { Outputs, Table } from '../../secure/program/table.js';

type AnyDefinition = ProgramDefinition<unknown, Table, Table, Outputs, Kept>;

const isFunction = z.custom<() => unknown>((value) => typeof value === 'function', 'expected a function');

/** As much of a definition as can be seen without running it. */
const definitionForm = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a letter and up to 63 letters, digits, _ and -'),
  description: z.string(),
  parameters: z.custom<object>(
    (value) => typeof value === 'object' && value !== null && 'safeParse' in value,
    'expected a zod schema',
  ),
  maxRows: isFunction,
  dataset: isFunction,
  query: isFunction,
  outputs: isFunction,
  setup: isFunction.optional(),
  body: isFunction,
});

/**
 * Loads the programs of one module.
 * @param file       path, relative to `directory`
 * @param directory  that of the configuration
 * @throws UsageError CONFIG_INVALID: not there, fails while it is loaded, or exports something else
 */
export async function loadPrograms(file: string, directory: string): Promise<RegisteredProgram[]> {
  const path = resolve(directory, file);
  const found = await importDefault(path);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (list.length === 0) throw invalid(path, 'expected at least one program');
  return list.map((candidate, k) => {
    const parsed = definitionForm.safeParse(candidate);
    // What the author's types promised: the rest is checked when the program is instantiated and built.
    if (parsed.success) return register(candidate as AnyDefinition);
    const [issue] = parsed.error.issues;
    const where = [...(Array.isArray(found) ? [`program ${k}`] : []), ...(issue?.path ?? [])].join('.');
    throw invalid(
      path,
      `expected defineProgram({...}) as the default export${where && `, in ${where}`}: ${issue?.message}`,
    );
  });
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(path).href);
    if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  } catch (error) {
    throw invalid(path, `cannot be loaded (${reasonOf(path, error)})`);
  }
  throw invalid(path, 'expected a default export: a program made by defineProgram, or a list of them');
}

function reasonOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return `this Node does not run ${extname(path)} files: compile it first`;
  return error instanceof Error ? error.message : 'it threw something else than an error';
}

function invalid(path: string, what: string): UsageError {
  return new UsageError('CONFIG_INVALID', `${path}: ${what}`);
}
