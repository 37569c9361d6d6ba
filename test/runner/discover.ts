// Finds compiled tests. The compiler never deletes the output of a source that was removed or renamed; such a stale
// test would still run, so each compiled test must have its source beside it in the repository.

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface TestFile {
  /** Path below the test folder without `.test.js`, with forward slashes: `kernel/field`. */
  readonly name: string;
  readonly path: string;
}

export interface Found {
  readonly tests: readonly TestFile[];
  /** Names of compiled tests whose source is gone. */
  readonly stale: readonly string[];
}

const SUFFIX = '.test.js';

/**
 * All tests below `compiled`, sorted by name.
 * @param compiled  folder of compiled tests, `<out>/test`
 * @param sources   folder of their sources, `test`
 * @param filter    only names that contain this text
 */
export async function findTests(compiled: string, sources: string, filter = ''): Promise<Found> {
  const entries = await readdir(compiled, { recursive: true });
  const names = entries
    .filter((entry) => entry.endsWith(SUFFIX))
    .map((entry) => entry.slice(0, -SUFFIX.length).split(sep).join('/'))
    .filter((name) => name.includes(filter))
    .sort();
  const hasSource = (name: string) => existsSync(join(sources, `${name}.test.ts`));
  return {
    tests: names.filter(hasSource).map((name) => ({ name, path: join(compiled, name + SUFFIX) })),
    stale: names.filter((name) => !hasSource(name)).map((name) => relative('.', join(compiled, name + SUFFIX))),
  };
}
