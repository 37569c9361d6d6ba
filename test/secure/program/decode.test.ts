import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { decodeOutputs, outputCount } from '../../../src/secure/program/decode.js';
import { fixed, integers } from '../../../src/secure/program/table.js';

const test = suite('secure/program/decode');
const forms = { counts: integers(2), mean: fixed(1, 4) };

test('outputs come by name, fixed-point numbers divided, signs kept', () => {
  const { outputs, exact } = decodeOutputs(forms, [3n, -4n, -40n]);
  assert.equal(outputs, { counts: [3, -4], mean: [-2.5] });
  assert.equal(exact, { counts: [3n, -4n], mean: [-40n] });
});

test('exact values beyond what numbers hold are kept', () => {
  const large = 2n ** 59n + 1n;
  assert.equal(decodeOutputs({ x: integers(1) }, [large]).exact.x, [large]);
});

test('another number of values is refused', () => {
  assert.is(outputCount(forms), 3);
  assert.throws(
    () => decodeOutputs(forms, [1n]),
    (error: unknown) => error instanceof UsageError && error.code === 'LENGTH_MISMATCH',
  );
});

test.run();
