// Running the command line inside a test, with everything it writes kept.

import { PassThrough } from 'node:stream';
import * as assert from 'uvu/assert';
import { run } from '../../../src/cli/run.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `tessera ...args` in this process. */
export async function tessera(...args: string[]): Promise<Ran> {
  const out = recorder();
  const err = recorder();
  const code = await run(args, { out: out.stream, err: err.stream });
  return { code, out: out.text(), err: err.text() };
}

/** A command that must succeed. @returns its standard output */
export async function succeed(...args: string[]): Promise<string> {
  const { code, out, err } = await tessera(...args);
  assert.is(code, 0, `${args.join(' ')}\n${err}`);
  return out;
}

function recorder() {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream, text: () => chunks.join('') };
}
