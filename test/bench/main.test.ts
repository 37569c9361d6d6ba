import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('benchmark command');
const command = fileURLToPath(new URL('../../bench/main.js', import.meta.url));

function run(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

test('its help explains every area and shows an example', () => {
  const { status, stdout } = run('--help');
  assert.is(status, 0);
  for (const area of ['kernel', 'online', 'preprocessing', 'she', 'store', 'transport']) {
    assert.match(stdout, new RegExp(`^  ${area} +\\w`, 'm'));
  }
  assert.match(stdout, 'npm run bench -- kernel');
});

test('an unknown area is refused with the known ones, and nothing is measured', () => {
  const { status, stdout, stderr } = run('kernels');
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, 'kernel, online, preprocessing, she, store, transport');
});

test('no area is an error', () => {
  assert.is(run().status, 1);
});

test.run();
