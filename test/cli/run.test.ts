import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createProgram } from '../../src/cli/run.js';
import { readText } from '../support/repository.js';
import { tessera } from './support/terminal.js';

const help = suite('command line: help');

/** Paths of all commands, hidden ones too: ['demo'], ['demo', 'recommender'], ... */
function allCommands(): string[][] {
  const below = (command: Command, path: string[]): string[][] =>
    command.commands.flatMap((child) => {
      const own = [...path, child.name()];
      return [own, ...below(child, own)];
    });
  return below(createProgram({ out: new PassThrough(), err: new PassThrough() }), []);
}

help('every command explains itself with an example and nothing on standard error', async () => {
  const commands = allCommands();
  assert.ok(commands.length >= 10);
  for (const path of [[], ...commands]) {
    const { code, out, err } = await tessera(...path, '--help');
    assert.is(code, 0, path.join(' '));
    assert.match(out, 'Usage: tessera', path.join(' '));
    assert.match(out, /\nExample:\n {2}tessera \S/, path.join(' '));
    assert.is(err, '', path.join(' '));
  }
});

help('the examples in the help texts are accepted as far as their arguments go', async () => {
  for (const path of allCommands()) {
    const { out } = await tessera(...path, '--help');
    const [, example = ''] = /\nExample:\n {2}tessera (.*)\n/.exec(`${out}\n`) ?? [];
    assert.is(
      example
        .split(' ')
        .slice(0, path.length)
        .join(' ')
        .startsWith(path[0] ?? ''),
      true,
    );
    const parsed = await tessera(...example.split(' '), '--help');
    assert.is(parsed.code, 0, example);
  }
});

help('the version is that of the package', async () => {
  const { code, out } = await tessera('--version');
  assert.is(code, 0);
  assert.is(out.trim(), (JSON.parse(readText('package.json').text) as { version: string }).version);
});

help('without a command the commands are listed and the exit code is that of a usage error', async () => {
  for (const path of [[], ['demo'], ['client']]) {
    const { code, err } = await tessera(...path);
    assert.is(code, 2);
    assert.match(err, 'Commands:');
  }
});

help.run();

const refused = suite('command line: refused arguments');

/** [arguments, what the message must say] */
const CASES: readonly [string[], RegExp][] = [
  [['frobnicate'], /^error INVALID_ARGUMENT: unknown command 'frobnicate'/],
  [['demo', 'recommender', '--user', '5'], /unknown option '--user'.*Did you mean --users/],
  [['demo', 'recommender', 'extra'], /too many arguments/],
  [['demo', 'recommender', '--users', 'many'], /--users.*whole number of at least 2/],
  [['demo', 'recommender', '--users', '1'], /whole number of at least 2/],
  [['demo', 'recommender', '--users', '-3'], /--users|-3/],
  [['demo', 'recommender', '--parties', '1'], /--parties.*in 2\.\.16/],
  [['demo', 'recommender', '--delta', '1.5'], /--delta.*decimal in \(0, 1\]/],
  [['demo', 'recommender', '--delta', '0.1234567'], /at most 6 places/],
  [['demo', 'recommender', '--users', '10', '--ratings', 'a.csv'], /cannot be used with/],
  [['demo', 'recommender', '--preprocessing', 'magic'], /Allowed choices are lowgear, dealer/],
  [['keygen', '--parties', '2'], /required option '--dir <dir>'/],
  [['keygen', '--dir', 'x', '--parties', '2', '--hosts', 'a,,b'], /separated by commas/],
  [['keygen', '--dir', 'x', '--parties', '2', '--registration', 'all'], /Allowed choices are open, listed/],
  [['party'], /required option '--config <file>'/],
  [['party', '--config', 'x', '--log-level', 'loud'], /Allowed choices are debug/],
  [['dealer', '--config', 'x', '--threads', '0'], /whole number in 1\.\./],
  [['preprocess'], /required option '--parties <file>'/],
  [['client', 'upload'], /required option/],
];

for (const [args, message] of CASES) {
  refused(`"${args.join(' ')}" is refused`, async () => {
    const { code, out, err } = await tessera(...args);
    assert.is(code, 2);
    assert.is(out, '');
    assert.match(err, message);
    assert.match(err, /^error INVALID_ARGUMENT: /);
    assert.match(err, /\nSee "tessera.* --help"\.\n$/);
    assert.not.match(err, /\n\s+at /);
  });
}

refused('items must be more than dense items, and that is found before anything is started', async () => {
  const { code, err } = await tessera('demo', 'recommender', '--users', '12', '--items', '10');
  assert.is(code, 2);
  assert.match(err, /^error INVALID_ARGUMENT: recommender parameters: dense: expected fewer dense items/);
});

refused('a party trusts no dealer unless it is named, and the help says what that means', async () => {
  const { out } = await tessera('party', '--help');
  const text = out.replace(/\s+/g, ' ');
  assert.match(text, 'default: "lowgear"');
  assert.match(text, 'trusted third party who together with any one party could read every input');
});

refused('what the stock is wanted for is a program and a dataset', async () => {
  const { code, err } = await tessera('preprocess', '--parties', 'x', '--for', 'recommender');
  assert.is(code, 2);
  assert.match(err, /^error INVALID_ARGUMENT: .*a program and a dataset, got 1 names/);
});

refused('a stack is shown with --debug and only then', async () => {
  const args = ['party', '--config', 'party-0.json'];
  assert.not.match((await tessera(...args)).err, /\n\s+at /);
  assert.match((await tessera(...args, '--debug')).err, /\n\s+at /);
});

refused.run();
