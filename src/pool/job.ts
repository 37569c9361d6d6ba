// What travels between the pool and its workers besides buffers: the job itself, what a worker is told when it starts,
// and errors, which lose their class on the way and get it back here.

import { type UsageCode, UsageError } from '../errors.js';
import type { TaskName, TaskRequest } from '../preprocessing/tasks.js';

type TaskJob = { [K in TaskName]: { readonly task: K; readonly request: TaskRequest<K> } }[TaskName];

/** A task, or a knock on the door: an idle worker then looks for messages. */
export type Job = TaskJob | { readonly task: 'idle' };

/** Name of the channel on which the pool says which shards are gone. */
export interface WorkerSettings {
  readonly shardChannel: string;
}

/** @throws Error when this is not a worker of the pool */
export function shardChannelOf(settings: unknown): string {
  if (typeof settings === 'object' && settings !== null && 'shardChannel' in settings) {
    return String(settings.shardChannel);
  }
  throw new Error('expected to be started by the worker pool');
}

interface PackedError {
  readonly failedTask: true;
  readonly usageCode: UsageCode | null;
  readonly message: string;
}

/** An error of a task, in a form that survives the way to another thread. */
export function packError(error: unknown): PackedError {
  const usageCode = error instanceof UsageError ? error.code : null;
  return { failedTask: true, usageCode, message: error instanceof Error ? error.message : 'a task failed' };
}

/** The error a task threw; undefined when something else went wrong (the worker died). */
export function unpackError(thrown: unknown): Error | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('failedTask' in thrown)) return undefined;
  const { usageCode, message } = thrown as PackedError;
  return usageCode === null ? new Error(message) : new UsageError(usageCode, message);
}

/** What a worker says when it has loaded its module. */
export const STARTED = 'started';
