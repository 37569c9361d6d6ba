import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLog, type LogLevel } from '../../src/cli/log.js';

const test = suite('command line: log');

function recordingLog(level: LogLevel) {
  const lines: string[] = [];
  return { log: createLog(level, 'party-0', { write: (line) => lines.push(line) }), lines };
}

test('an event is one line of JSON with level, member, event and fields', () => {
  const { log, lines } = recordingLog('info');
  log('warn', 'peer lost', { peer: 1 });
  assert.is(lines.length, 1);
  const { level, member, event, peer } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.equal({ level, member, event, peer }, { level: 40, member: 'party-0', event: 'peer lost', peer: 1 });
});

test('events below the level are dropped', () => {
  const { log, lines } = recordingLog('error');
  log('info', 'a');
  log('warn', 'b');
  log('error', 'c');
  assert.is(lines.length, 1);
});

test('a field that could hold a secret is struck out', () => {
  const { log, lines } = recordingLog('info');
  log('info', 'e', { macKey: 'poison', session: { share: 'poison', id: 'fine' }, seed: ['poison'] });
  assert.not.match(lines.join(''), 'poison');
  assert.match(lines.join(''), 'fine');
});

test.run();
