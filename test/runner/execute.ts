// Runs one test file as a process of its own, so that a crash, a leak or an endless loop in it costs that file and
// nothing else. The child leads its own process group: whatever it started goes down with it.

import { type ChildProcess, spawn } from 'node:child_process';
import { readTotals } from './totals.js';

export interface FileResult {
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** Why the file failed although its own summary does not say so; undefined if the summary tells it all. */
  readonly problem?: string;
  /** Standard output and error, interleaved as they came. */
  readonly output: string;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/** How long a finished child's orphans may keep its output open. */
const DRAIN_MS = 1000;

const running = new Set<ChildProcess>();

/** Kills every test that still runs, for a runner that is interrupted. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}

/**
 * Runs one compiled test file to its end or its time limit.
 * @param file       absolute path of a JavaScript file that ends in uvu's `.run()`
 * @param timeoutMs  after this the whole process group is killed and the file counts as failed
 * @returns the counts; a crash, a time-out or a missing summary is at least one failure
 */
export async function runFile(file: string, timeoutMs: number): Promise<FileResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  running.add(child);
  const stdout: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    all.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
  const ending = await ended(child, timeoutMs);
  running.delete(child);
  return {
    ...judge(Buffer.concat(stdout).toString(), ending, timeoutMs),
    seconds: (performance.now() - started) / 1000,
    output: Buffer.concat(all).toString(),
  };
}

/** Counts from what a test printed and how it ended. Exported for its tests. */
export function judge(
  stdout: string,
  ending: Ending,
  timeoutMs: number,
): Pick<FileResult, 'passed' | 'failed' | 'problem'> {
  const totals = readTotals(stdout);
  const passed = totals?.passed ?? 0;
  const failed = (totals?.total ?? 0) - passed;
  const problem = problemOf(totals?.total, failed, ending, timeoutMs);
  return problem === undefined ? { passed, failed } : { passed, failed: Math.max(failed, 1), problem };
}

function problemOf(total: number | undefined, failed: number, ending: Ending, timeoutMs: number): string | undefined {
  if (ending.timedOut) {
    const state = total === undefined ? 'was still running' : 'had finished but did not exit';
    return `${state} after ${timeoutMs / 1000} s`;
  }
  if (ending.signal !== null) return `killed by ${ending.signal}`;
  if (total === undefined) return `exited with code ${ending.code} before reporting a total`;
  if (total === 0) return 'contains no test';
  if (ending.code !== 0 && failed === 0) return `exited with code ${ending.code} although its tests passed`;
  return undefined;
}

function ended(child: ChildProcess, timeoutMs: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeoutMs);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      killGroup(child);
      const finish = () => {
        clearTimeout(drain);
        resolve({ code, signal, timedOut });
      };
      const drain = setTimeout(finish, DRAIN_MS);
      child.once('close', finish);
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
