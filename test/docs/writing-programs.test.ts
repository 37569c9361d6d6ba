// The guide for authors against the sources: what can be called is in its tables, and what it shows is the example.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as fixedPoint from '../../src/secure/fixed/index.js';
import * as gadgets from '../../src/secure/gadgets/index.js';
import { ResidentBlock } from '../../src/secure/types/block.js';
import { SecureFixed } from '../../src/secure/types/fixed.js';
import { SecureBit, SecureInt } from '../../src/secure/types/int.js';
import { SecureMatrix } from '../../src/secure/types/matrix.js';
import { readText } from '../support/repository.js';

const test = suite('docs: writing programs');
const guide = readText('docs/writing-programs.md').text;

/** Methods, without accessors. */
function methodsOf({ prototype }: { prototype: object }): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'constructor' ? [name] : [],
  );
}

test('every operation, gadget and function is in the guide', () => {
  const names = [SecureInt, SecureBit, SecureFixed, SecureMatrix, ResidentBlock].flatMap(methodsOf);
  const missing = [...names, ...Object.keys(gadgets), ...Object.keys(fixedPoint)].filter(
    (name) => !guide.includes(`\`${name}\``),
  );
  assert.equal(missing, []);
});

test('the program that the guide shows is the example', () => {
  const code = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'));
  const [, shown = ''] = /```js\n(import \{ defineProgram[\s\S]*?)```/.exec(guide) ?? [];
  assert.equal(code(shown), code(readText('examples/salary-survey.js').text));
});

test.run();
