// The binaries and the typed mirror of their exports agree, in both builds; and both builds compute the same.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXPORT_NAMES, isRawExports } from '../../src/kernel/exports.js';
import { compileKernel, instantiate } from '../../src/kernel/load.js';

const test = suite('kernel: exports');

for (const kind of ['plain', 'shared'] as const) {
  test(`the ${kind} binary exports exactly what the interface lists, all functions`, async () => {
    const exports = WebAssembly.Module.exports(await compileKernel(kind));
    assert.equal(exports.map(({ name }) => name).sort(), [...EXPORT_NAMES]);
    assert.ok(exports.every((entry) => entry.kind === 'function'));
  });

  test(`the ${kind} binary imports nothing but its memory`, async () => {
    assert.equal(WebAssembly.Module.imports(await compileKernel(kind)), [
      { module: 'env', name: 'memory', kind: 'memory' },
    ]);
  });
}

test('a binary without one export is refused', () => {
  const all = Object.fromEntries(EXPORT_NAMES.map((name) => [name, () => 0]));
  assert.is(isRawExports(all), true);
  assert.is(isRawExports({ ...all, beaver: undefined }), false);
});

test('each build takes its kind of memory only', async () => {
  const plain = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  assert.ok((await instantiate('plain', plain)).heapBase() > 0);
  assert.ok((await instantiate('shared', shared)).heapBase() > 0);
  const fails = await instantiate('plain', shared).then(
    () => false,
    () => true,
  );
  assert.ok(fails);
});

test('the module is compiled once', () => {
  assert.is(compileKernel('plain'), compileKernel('plain'));
});

test.run();
