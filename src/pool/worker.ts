// One worker thread: a kernel of its own, the shards it is attached to, and the table of tasks. It runs one task at a time.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { Kernel } from '../kernel/index.js';
import { forget, perform, type TaskContext } from '../preprocessing/tasks.js';
import { type Job, packError, STARTED, shardChannelOf } from './job.js';

const context: TaskContext = { kernel: await Kernel.load(), shards: new Map() };
const collectGarbage = exposeCollector();
const forgotten = new BroadcastChannel(shardChannelOf(workerData));
forgotten.unref();
parentPort?.postMessage(STARTED);

/**
 * @returns the task's result, moved without a copy
 * @throws a packed error: whatever else reaches the pool is a failure of the worker and not of the task
 */
export default async function run(job: Job): Promise<unknown> {
  forgetShards();
  if (job.task === 'idle') return null;
  try {
    const result = await perform(context, job.task, job.request);
    return result.length > 0 ? move(result) : result;
  } catch (error) {
    throw packError(error);
  }
}

/** Read by hand: a thread that waits for its next task does not turn its event loop. */
function forgetShards(): void {
  const port = forgotten as unknown as MessagePort; // Node takes either, its type declarations do not know
  let told = false;
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    const ids: unknown = entry.message;
    if (Array.isArray(ids)) forget(context, ids.map(String));
    told = true;
  }
  // Shared memory is freed when no thread holds it, be it as a shard or as rows that a task has read; and this thread may
  // allocate too little to collect garbage by itself.
  if (told) collectGarbage();
}

function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function' ? () => collect() : () => undefined;
}
