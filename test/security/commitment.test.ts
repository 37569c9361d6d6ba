// docs/security-arguments.md, "The order of a check": why the digest of a commitment names its party.

import { createHash, randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../src/errors.js';
import { commit, opening, verifyOpening } from '../../src/protocol/commitment.js';
import { plainParties } from '../support/plain-party.js';

const test = suite('security: commitments');

const xor = (x: Uint8Array, y: Uint8Array) => x.map((byte, k) => byte ^ (y[k] ?? 0));
/** A commitment that does not say whose it is. */
const anonymous = (value: Uint8Array, nonce: Uint8Array) => createHash('sha256').update(value).update(nonce).digest();

test('a copied commitment without the party in it cancels a coin of two parts', () => {
  const value = randomBytes(32);
  const nonce = randomBytes(32);
  const digest = anonymous(value, nonce);
  const copy = { digest, value, nonce };
  assert.equal(anonymous(copy.value, copy.nonce), copy.digest, 'the copy opens');
  assert.ok(xor(value, copy.value).every((byte) => byte === 0));
});

test("our commitment opens as its party's own, not as a copy of another's, of another step or of another session", async () => {
  const [alice, bob] = await plainParties(2);
  assert.ok(alice !== undefined && bob !== undefined);
  const step = alice.nextStep();
  const mine = commit(alice, step, new Uint8Array(32).fill(9));
  const opened = opening(mine);
  assert.equal(verifyOpening(bob, step, 0, mine.digest, opened), mine.value);
  const broken = (body: () => unknown) =>
    assert.throws(body, (error: unknown) => error instanceof SecurityAbort && error.code === 'COMMITMENT_BROKEN');
  broken(() => verifyOpening(bob, step, 1, mine.digest, opened));
  broken(() => verifyOpening(bob, step + 1, 0, mine.digest, opened));
  broken(() => verifyOpening({ ...bob, session: new Uint8Array(32).fill(8) }, step, 0, mine.digest, opened));
});

test('the digest of one value is new each time, so it tells nothing about a value that could be guessed', async () => {
  const [alice] = await plainParties(1);
  assert.ok(alice !== undefined);
  const digests = [0, 1].map(() => Buffer.from(commit(alice, 5, new Uint8Array(8)).digest).toString('hex'));
  assert.is(new Set(digests).size, 2);
});

test.run();
