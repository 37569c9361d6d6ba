import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';

/** Asserts that `body` throws a UsageError of this code. */
export function throwsUsage(body: () => unknown, code: UsageError['code']): void {
  assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code, `expected ${code}`);
}
