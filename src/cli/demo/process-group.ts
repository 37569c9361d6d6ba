// The demo's processes: dealer, parties and client, each a `tessera` of its own. They stand and fall together: when one ends
// before it was told to, the others are stopped and the end of its log is shown. Each holds an IPC channel to this process
// and ends when that closes, so that even a killed demo leaves nobody behind.
//
//   start --"listening"--> running --stop--> SIGTERM --5 s--> SIGKILL
//     \-----------------------\--ends by itself--> `failed` rejects

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { EXIT, type ExitCode } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { mainPath } from '../package-path.js';

const LOG_LINES = 30;
const MAX_COMPLAINTS = 5;
const GRACE_MS = 5000;
/** pino's number for warnings; errors are above. */
const WARN = 40;

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  /** The last lines of its standard error. */
  readonly log: string[];
  /** Resolves after the process has ended and its output has been read. */
  readonly ended: Promise<void>;
  /** May end with exit code 0. */
  readonly mayEnd: boolean;
}

export interface ProcessGroupOptions {
  /** Path of the JavaScript that every process runs. Default: this command line. */
  readonly program?: string;
  /** Arguments that every process gets besides its own. */
  readonly everywhere?: readonly string[];
  /** How long a process may take to end before it is killed. Default: 5 s. */
  readonly graceMs?: number;
}

export class ProcessGroup {
  readonly #program: string;
  readonly #everywhere: readonly string[];
  readonly #graceMs: number;
  readonly #members: Member[] = [];
  #stopping = false;
  #fail: (error: CliFailure) => void = () => {};

  /** Rejects when a process ends that should not have. */
  readonly failed: Promise<never>;

  constructor({ program = mainPath(), everywhere = [], graceMs = GRACE_MS }: ProcessGroupOptions = {}) {
    this.#program = program;
    this.#everywhere = everywhere;
    this.#graceMs = graceMs;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => {});
    process.once('exit', this.#killAll);
  }

  /** Starts a server, `tessera ...args`. @returns when it has said that it is listening */
  async startServer(name: string, args: readonly string[], onLine: (line: string) => void = () => {}): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#start(name, args, false, (line) => {
        onLine(line);
        if (line.startsWith('listening on ')) resolve();
      });
    });
  }

  /** Runs `tessera ...args` to its end. @param onLine  gets each line of its standard output */
  async runTask(name: string, args: readonly string[], onLine: (line: string) => void): Promise<void> {
    const { child, ended } = this.#start(name, args, true, onLine);
    await ended;
    // A failure is told by `failed`, which everybody waits for.
    if (child.exitCode !== EXIT.ok) await this.failed;
  }

  /** Ends all processes, the last one started first asked. @returns when all have ended */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of this.#members.toReversed()) child.kill('SIGTERM');
    const timer = setTimeout(this.#killAll, this.#graceMs);
    await Promise.all(this.#members.map(({ ended }) => ended));
    clearTimeout(timer);
    process.off('exit', this.#killAll);
  }

  /** The last warnings and errors in the logs, each with the name of the process. */
  complaints(): string[] {
    return this.#members.flatMap(({ name, log }) =>
      log
        .filter(isComplaint)
        .map((line) => `${name}: ${line}`)
        .slice(-MAX_COMPLAINTS),
    );
  }

  #start(name: string, args: readonly string[], mayEnd: boolean, onLine: (line: string) => void): Member {
    const child = spawn(process.execPath, [...process.execArgv, this.#program, ...args, ...this.#everywhere], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // an interrupt at the terminal is for the demo alone, which then stops everybody in order
    });
    const log: string[] = [];
    forEachLine(child.stdout, onLine);
    forEachLine(child.stderr, (line) => {
      log.push(line);
      if (log.length > LOG_LINES) log.shift();
    });
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve()); // could not be started at all
    });
    const member = { name, child, log, ended, mayEnd };
    this.#members.push(member);
    void ended.then(() => this.#onEnd(member));
    return member;
  }

  #onEnd({ name, child, log, mayEnd }: Member): void {
    if (this.#stopping || (mayEnd && child.exitCode === EXIT.ok)) return;
    const how = child.signalCode ?? `exit code ${child.exitCode ?? 'unknown'}`;
    const detail =
      log.length === 0 ? ['it logged nothing'] : [`the end of its log:`, ...log.map((line) => `  ${line}`)];
    const message = `the process "${name}" ended before its time (${how})`;
    this.#fail(new CliFailure('PROCESS_ENDED', message, exitCodeOf(child), undefined, detail));
  }

  readonly #killAll = (): void => {
    for (const { child } of this.#members) child.kill('SIGKILL');
  };
}

/** A process that ended by one of our exit codes passes it on. */
function exitCodeOf(child: ChildProcess): ExitCode {
  const known = Object.values(EXIT).find((code) => code === child.exitCode);
  return known === undefined || known === EXIT.ok ? EXIT.failed : known;
}

function forEachLine(stream: Readable | null, handle: (line: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', handle);
}

function isComplaint(line: string): boolean {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null && 'level' in event && Number(event.level) >= WARN;
  } catch {
    return false;
  }
}
