import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorOf, mostTelling } from '../../src/client/remote-errors.js';
import { ChannelError, SecurityAbort, type TesseraError, UsageError } from '../../src/errors.js';

const test = suite('client/remote-errors');

function answered(body: unknown): TesseraError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorOf(1, { status: 409, body: new TextEncoder().encode(text) });
}

test('a code becomes the error of its class and names the party', () => {
  for (const [code, kind] of [
    ['UNKNOWN_DATASET', UsageError],
    ['TIMEOUT', ChannelError],
    ['RANGE_PROOF_REJECTED', SecurityAbort],
  ] as const) {
    const error = answered({ code, message: 'why' });
    assert.instance(error, kind);
    assert.is(error.code, code);
    assert.is(error.message, 'party 1: why');
  }
});

test('what holds no known error is a refusal', () => {
  for (const body of [
    '',
    '<html>',
    {},
    { code: 'toString', message: '' },
    { code: 'INTERNAL', message: 'x' },
    { code: 1, message: 'x' },
  ]) {
    const error = answered(body);
    assert.is(error.code, 'REFUSED');
    assert.is(error.message, 'party 1 answered with status 409');
  }
});

test('the text of a party is cut and cannot steer a terminal', () => {
  const { message } = answered({ code: 'CLOSED', message: `\u001b[2J${'x'.repeat(10_000)}` });
  assert.ok(message.length < 600);
  assert.not.match(message, '\u001b');
});

test('of several errors the most telling one is reported', () => {
  const network = new ChannelError('CLOSED', '');
  const echo = new SecurityAbort('PEER_ABORTED', '');
  const fault = new UsageError('UNKNOWN_DATASET', '');
  const lie = new SecurityAbort('RANGE_PROOF_REJECTED', '');
  const bug = new TypeError('');
  assert.is(mostTelling([network, echo, fault, lie]), lie);
  assert.is(mostTelling([network, echo, fault]), fault);
  assert.is(mostTelling([network, echo]), echo);
  assert.is(mostTelling([network]), network);
  assert.is(mostTelling([lie, bug]), bug);
});

test.run();
