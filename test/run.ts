// The test command: runs every compiled test in its own process, as many at a time as there are cores, and ends with
// the one line that scripts read: `tests: N passed, N failed`. The tests are found relative to this file, so any
// output folder of the compiler can be run (`node <folder>/test/run.js`).

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { findTests, type TestFile } from './runner/discover.js';
import { type FileResult, killAll, runFile } from './runner/execute.js';

interface Options {
  readonly jobs: number;
  readonly timeout: number;
}

const COMPILED = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../test', import.meta.url));

const program = new Command('npm test --')
  .description('Runs the tests, each file in a process of its own.')
  .argument('[filter]', 'only files whose name contains this text, for example "kernel/" or "layers"', '')
  .option('-j, --jobs <number>', 'files that run at the same time', positive, availableParallelism())
  .option('-t, --timeout <seconds>', 'limit per file; a file that takes longer is killed and fails', positive, 180)
  .addHelpText('after', '\nThe last line is "tests: N passed, N failed"; the exit code is 1 unless all passed.')
  .action(main);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
}
await program.parseAsync();

async function main(filter: string, options: Options): Promise<void> {
  const { tests, stale } = await findTests(COMPILED, SOURCES, filter);
  for (const path of stale) print(`stale  ${path} has no source any more and is left out`);
  const results = await runAll(tests, options);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (passed + failed === 0) print(filter === '' ? 'no tests found' : `no test file's name contains "${filter}"`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  print(`tests: ${passed} passed, ${failed} failed`);
}

/** Runs the files from a shared queue; a failing file's output is printed at once, whole. */
async function runAll(tests: readonly TestFile[], options: Options): Promise<readonly FileResult[]> {
  const width = Math.max(0, ...tests.map(({ name }) => name.length));
  const queue = [...tests];
  const results: FileResult[] = [];
  const worker = async () => {
    for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
      const result = await runFile(test.path, options.timeout * 1000);
      results.push(result);
      print(line(test.name.padEnd(width), result));
      if (result.failed > 0) print(result.output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, tests.length) }, worker));
  return results;
}

function line(name: string, { passed, failed, seconds, problem }: FileResult): string {
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  const counts = `${passed}/${passed + failed}`.padStart(9);
  const note = problem === undefined ? '' : `  (${problem})`;
  return `${verdict} ${name} ${counts} ${seconds.toFixed(1).padStart(6)} s${note}`;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a positive number.');
  return value;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
