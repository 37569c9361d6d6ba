import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT } from '../../src/cli/exit-code.js';
import { CliFailure, describeFailure } from '../../src/cli/failure.js';
import { ChannelError, SecurityAbort, UsageError } from '../../src/errors.js';

const test = suite('command line: failures');

test('each class of error has its exit code, one line with its code, and advice', () => {
  const cases: [unknown, number, string][] = [
    [new UsageError('DATA_INVALID', 'a.csv, line 3: expected 3 fields'), EXIT.usage, 'DATA_INVALID'],
    [new ChannelError('UNREACHABLE', 'expected a connection to party 1'), EXIT.network, 'UNREACHABLE'],
    [new SecurityAbort('MAC_CHECK_FAILED', 'the check failed'), EXIT.abort, 'MAC_CHECK_FAILED'],
    [new TypeError('undefined is not a function'), EXIT.failed, 'INTERNAL'],
    ['not even an error', EXIT.failed, 'INTERNAL'],
  ];
  for (const [error, exitCode, code] of cases) {
    const text = describeFailure(error, false);
    assert.is(text.exitCode, exitCode);
    assert.is(text.lines.length, 2);
    assert.ok(text.lines[0]?.startsWith(`error ${code}: `));
  }
});

test('a failure of the command line has its own exit code, detail and advice', () => {
  const failure = new CliFailure('PROCESS_ENDED', 'party 1 ended', EXIT.network, 'Try again.', ['  its log']);
  assert.equal(describeFailure(failure, false), {
    lines: ['error PROCESS_ENDED: party 1 ended', '  its log', 'Try again.'],
    exitCode: EXIT.network,
  });
});

test('the stack and its causes are shown only for debugging', () => {
  const error = new Error('outer', { cause: new Error('inner') });
  assert.is(describeFailure(error, false).lines.length, 2);
  const text = describeFailure(error, true).lines.join('\n');
  assert.match(text, 'caused by:');
  assert.match(text, 'Error: inner');
});

test('control characters of a message do not reach the terminal', () => {
  const [line = ''] = describeFailure(new UsageError('DATA_INVALID', 'a\u001b[31mb\nc'), false).lines;
  assert.is(line, 'error DATA_INVALID: a [31mb c');
});

test.run();
