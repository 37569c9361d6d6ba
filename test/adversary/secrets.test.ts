import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../src/errors.js';
import { formsOf, requireNoSecrets, textOf, wordsOf } from './secrets.js';

const test = suite('the search for secrets in errors');

const SECRET = 0x1234567890abcdefn;

function finds(error: Error): boolean {
  try {
    requireNoSecrets([error], () => [SECRET], 'test');
    return false;
  } catch {
    return true;
  }
}

test('a secret is found in a message in every notation, in a field and in a cause', () => {
  for (const form of formsOf(SECRET)) assert.ok(finds(new Error(`expected ${form}, got nothing`)), form);
  assert.ok(finds(Object.assign(new Error('expected another share'), { share: SECRET.toString() })));
  assert.ok(finds(new Error('wrapped', { cause: new Error(`0x${SECRET.toString(16)}`) })));
});

test('an error without it passes, other long numbers included', () => {
  assert.not.ok(finds(new SecurityAbort('MAC_CHECK_FAILED', 'an opened value does not match its MAC')));
  assert.not.ok(finds(new Error('expected 123456789012 bytes')));
  assert.match(textOf(new SecurityAbort('ECHO_MISMATCH', 'party 1', 1)), 'ECHO_MISMATCH');
});

test('the words of a message are read as they are sent', () => {
  assert.equal(wordsOf([Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)]), [1n, 256n]);
});

test.run();
