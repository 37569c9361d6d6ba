// SHA-256 against node:crypto at every length around block and buffer, and cut into parts in any way.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { runs } from './values.js';

const kernel = await Kernel.load();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const someBytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * i + 31 * i + n) & 255);

const test = suite('kernel: SHA-256');

test('the empty message and "abc" give the published digests', () => {
  assert.is(hex(kernel.sha256([])), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const abc = new TextEncoder().encode('abc');
  assert.is(hex(kernel.sha256([abc])), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('every length up to three blocks agrees with node:crypto', () => {
  for (let n = 0; n <= 200; n++) assert.is(hex(kernel.sha256([someBytes(n)])), expected(someBytes(n)), `${n} bytes`);
});

test('lengths around the buffer agree with node:crypto', () => {
  for (const near of [16384, 32768, 100_000]) {
    for (const n of [near - 65, near - 64, near - 9, near - 8, near - 1, near, near + 1, near + 64]) {
      assert.is(hex(kernel.sha256([someBytes(n)])), expected(someBytes(n)), `${n} bytes`);
    }
  }
});

test('the parts only matter joined', () => {
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(someBytes(16384), someBytes(16320), someBytes(0)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      assert.is(hex(kernel.sha256(parts)), expected(Buffer.concat(parts)));
    }),
    runs(100),
  );
});

test('what was hashed is wiped, and the memory beside it is not touched', () => {
  const arena = kernel.newArena();
  const beside = arena.alloc(2000);
  kernel.addConstantInto(5n, beside, beside);
  for (const n of [100, 16383, 16384, 20_000]) {
    const secret = someBytes(n);
    kernel.sha256([secret]);
    const everything = Buffer.from(kernel.view(arena.alloc(1)).buffer);
    for (const at of [0, n - 80, n - 40, n - 33])
      assert.is(everything.indexOf(Buffer.from(secret.slice(at, at + 32))), -1, `${n}, ${at}`);
  }
  assert.ok(kernel.toBigInts(beside).every((word) => word === 5n));
});

test.run();
