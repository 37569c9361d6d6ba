// A runner for a cheating party: it does its tasks as told, but on other requests, or hands out other results.

import { InlineRunner, type TaskName, type TaskOptions, type TaskRequest } from '../../../src/preprocessing/tasks.js';

export interface Tampering {
  request?<K extends TaskName>(task: K, request: TaskRequest<K>): TaskRequest<K>;
  result?(task: TaskName, result: Uint8Array): Uint8Array;
}

export class CheatingRunner extends InlineRunner {
  tampering: Tampering = {};

  override async run<K extends TaskName>(
    task: K,
    request: TaskRequest<K>,
    options: TaskOptions = {},
  ): Promise<Uint8Array> {
    const changed = this.tampering.request?.(task, request) ?? request;
    const result = await super.run(task, changed, options);
    return this.tampering.result?.(task, result) ?? result;
  }
}

/** A copy with one bit changed. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ (1 << bit);
  return copy;
}
