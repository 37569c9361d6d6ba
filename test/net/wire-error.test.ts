import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, errorWithCode, SecurityAbort, UsageError } from '../../src/errors.js';
import { abortedBy } from '../../src/net/error-codes.js';
import { answerFor, errorFrom } from '../../src/net/wire-error.js';

const test = suite('errors on the wire');

test('an error of the engine arrives as itself', () => {
  for (const error of [
    new UsageError('UNKNOWN_DATASET', 'expected a dataset'),
    new ChannelError('TIMEOUT', 'expected an answer'),
    new SecurityAbort('MAC_CHECK_FAILED', 'expected 0'),
  ]) {
    const { status, body } = answerFor(error);
    const arrived = errorFrom(status, Buffer.from(body), 'https://a');
    assert.equal([arrived.name, arrived.code, arrived.message], [error.name, error.code, error.message]);
  }
});

test('any other error is INTERNAL without its text', () => {
  for (const error of [
    new Error('seed 1234'),
    'seed 1234',
    undefined,
    Object.assign(new Error('1234'), { code: 'TIMEOUT' }),
  ]) {
    const { status, body, internal } = answerFor(error);
    assert.equal([status, internal], [500, true]);
    assert.not.match(body, /1234/);
  }
});

test('an answer that names no known code is REFUSED with its status', () => {
  const huge = JSON.stringify({ code: 'TIMEOUT', message: 'x'.repeat(20_000) });
  for (const body of [
    '',
    '{',
    '[]',
    '{"code":"toString","message":""}',
    '{"code":"TIMEOUT"}',
    '{"code":5,"message":"x"}',
    huge,
  ]) {
    const error = errorFrom(502, Buffer.from(body), 'https://a:1');
    assert.is(error.code, 'REFUSED', body.slice(0, 40));
    assert.match(error.message, /https:\/\/a:1, got status 502/);
  }
});

test('codes are looked up as own keys only', () => {
  for (const code of ['constructor', '__proto__', 'hasOwnProperty', '']) assert.is(errorWithCode(code, ''), undefined);
});

test('a peer that aborts accuses nobody in particular', () => {
  const error = abortedBy(2, 'COMMITMENT_BROKEN');
  assert.instance(error, SecurityAbort);
  assert.is(error.code, 'PEER_ABORTED');
  assert.is((error as SecurityAbort).party, undefined);
  assert.is(abortedBy(2, 'OUT_OF_MEMORY').code, 'CLOSED');
});

test.run();
