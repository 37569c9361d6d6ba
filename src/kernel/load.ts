// Compiling and instantiating the kernel's binaries. Each is compiled once per realm (thread); an instance costs little
// and owns nothing but the memory it is given.
import { isRawExports, type RawExports } from './exports.js';
import { plainModule, sharedModule } from './generated/wasm.js';

const PAGE_BYTES = 65536;

/** Largest memory, in pages: the last page of 4 GiB stays unused, so that an end address never wraps to 0. */
export const MAX_PAGES = 65535;

const compiled: { plain?: Promise<WebAssembly.Module>; shared?: Promise<WebAssembly.Module> } = {};

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** The compiled module for plain or for shared memory. */
export function compileKernel(kind: 'plain' | 'shared'): Promise<WebAssembly.Module> {
  compiled[kind] ??= WebAssembly.compile(decode(kind === 'plain' ? plainModule : sharedModule));
  return compiled[kind];
}

/** Pages that hold `bytes` bytes. */
export function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

/** An instance over `memory`, its exports checked. */
export async function instantiate(kind: 'plain' | 'shared', memory: WebAssembly.Memory): Promise<RawExports> {
  const instance = await WebAssembly.instantiate(await compileKernel(kind), { env: { memory } });
  if (!isRawExports(instance.exports)) throw new Error('the kernel binary lacks exports; run scripts/build-kernel.mjs');
  return instance.exports;
}
