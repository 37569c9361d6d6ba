import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, SecurityAbort, UsageError } from '../../src/errors.js';
import { DEFAULT_FAILURE_LIMITS, Failures } from '../../src/service/failures.js';

const test = suite('service/failures');

const refused = (failures: Failures, client: string) => {
  try {
    failures.requireTrust(client);
    return false;
  } catch (error) {
    return error instanceof UsageError && error.code === 'LIMIT_EXCEEDED';
  }
};

test('a client is shut out after so many rejected proofs, and the others are not', () => {
  const failures = new Failures({ checks: 9, proofs: 9, proofsPerClient: 2 });
  failures.rejectedProof('anna');
  assert.not.ok(refused(failures, 'anna'));
  failures.rejectedProof('anna');
  assert.ok(refused(failures, 'anna'));
  assert.not.ok(refused(failures, 'ben'));
});

test('new keys do not help: after so many rejected proofs in all, nobody is served', () => {
  const failures = new Failures({ checks: 9, proofs: 3, proofsPerClient: 2 });
  for (const client of ['a', 'b', 'c']) failures.rejectedProof(client);
  assert.ok(refused(failures, 'd'));
});

test('failed MAC checks are counted, and nothing else is taken for one', () => {
  const failures = new Failures({ ...DEFAULT_FAILURE_LIMITS, checks: 2 });
  failures.record(new SecurityAbort('MAC_CHECK_FAILED', ''));
  for (const error of [
    new SecurityAbort('PEER_ABORTED', 'MAC_CHECK_FAILED'),
    new SecurityAbort('RANGE_PROOF_REJECTED', ''),
    new ChannelError('CLOSED', ''),
    new Error('MAC_CHECK_FAILED'),
    null,
  ]) {
    failures.record(error);
  }
  assert.not.ok(refused(failures, 'anna'));
  failures.record(new SecurityAbort('MAC_CHECK_FAILED', ''));
  assert.ok(refused(failures, 'anna'));
});

test('the defaults keep every promise: attempts times what each may win stay below 2^-40', () => {
  const p = 2 ** 61;
  const { checks, proofs } = DEFAULT_FAILURE_LIMITS;
  assert.ok((3 * checks) / p < 2 ** -48);
  // Ratings 0..5 have degree 6; a degree of 64 is the largest a statement may have.
  assert.ok((7 * proofs) / p < 2 ** -42);
});

test.run();
