// Progress of long steps, for the person who waits. It goes to standard error and never to standard output, so results
// can be piped. A step that lasts gets a bar while it runs, on a terminal only; every finished step leaves one line.
//
//   idle --begin--> quiet --2 s, on a terminal--> drawn --end--> line
//                     \------------- end -----------------------^

import { SingleBar } from 'cli-progress';
import { formatCount, formatMs, plainText } from './format.js';

/** Where progress is written: standard error, or a stand-in in tests. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface ProgressOptions {
  /** Default: standard error. */
  readonly stream?: ProgressStream;
  /** Milliseconds from any fixed point. Default: `performance.now`. */
  readonly clock?: () => number;
  /** A step younger than this shows no bar. Default: 2000. */
  readonly showAfterMs?: number;
  /** Writes nothing at all. */
  readonly silent?: boolean;
}

export class Progress {
  readonly #stream: ProgressStream;
  readonly #clock: () => number;
  readonly #showAfterMs: number;
  readonly #silent: boolean;

  constructor(options: ProgressOptions = {}) {
    this.#stream = options.stream ?? process.stderr;
    this.#clock = options.clock ?? (() => performance.now());
    this.#showAfterMs = options.showAfterMs ?? 2000;
    this.#silent = options.silent ?? false;
  }

  /**
   * Runs one step and reports it.
   * @param title  what happens, in a few words: `uploading 10,000 rows`
   * @param total  units of work until the end, as counted by `advance`
   * @param body   does the work; a failure is reported as such and passed on
   * @param options.rate  show units per second, too
   */
  async step<T>(
    title: string,
    total: number,
    body: (step: Step) => Promise<T>,
    { rate = false }: StepOptions = {},
  ): Promise<T> {
    const started = this.#clock();
    const bar =
      this.#silent || this.#stream.isTTY !== true
        ? undefined
        : new LateBar(this.#stream, plainText(title), total, rate);
    const timer = bar === undefined ? undefined : setTimeout(() => bar.show(), this.#showAfterMs);
    let done = 0;
    const step: Step = {
      advance: (by = 1) => {
        done = Math.min(total, done + by);
        // A step that never yields to the event loop starves the timer; its own reports show the bar then.
        if (this.#clock() - started >= this.#showAfterMs) bar?.show();
        bar?.update(done, (1000 * done) / Math.max(1, this.#clock() - started));
      },
    };
    const finish = (verdict: string) => {
      clearTimeout(timer);
      bar?.clear();
      if (!this.#silent) {
        this.#stream.write(`${plainText(title)}: ${verdict} ${formatMs(this.#clock() - started)}\n`);
      }
    };
    try {
      const result = await body(step);
      finish('done in');
      return result;
    } catch (error) {
      finish(`failed at ${formatCount(done)} of ${formatCount(total)} after`);
      throw error;
    }
  }
}

export interface StepOptions {
  readonly rate?: boolean;
}

/** Handed to the work of a step. */
export interface Step {
  /** Reports progress. @param by  units of work that were finished since the last report, default 1 */
  advance(by?: number): void;
}

/** A bar that draws nothing until it is told to. */
class LateBar {
  readonly #bar: SingleBar;
  readonly #total: number;
  #value = 0;
  #rate = '0';
  #shown = false;

  constructor(stream: ProgressStream, title: string, total: number, rate: boolean) {
    this.#total = total;
    this.#bar = new SingleBar({
      stream,
      // A brace in the title would be taken for a placeholder.
      format: `${title.replace(/[{}]/g, '')} [{bar}] {percentage}% | {value}/{total} |${rate ? ' {rate}/s |' : ''} {eta_formatted} left`,
      barsize: 30,
      clearOnComplete: true,
      // Nothing of the terminal is changed that an interrupted program would have to restore; the library's own
      // handler of interrupts is off, because it would swallow the first one.
      linewrap: true,
      gracefulExit: false,
      formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? formatCount(value) : `${value}`),
    });
  }

  show(): void {
    if (this.#shown) return;
    this.#shown = true;
    this.#bar.start(this.#total, this.#value, { rate: this.#rate });
  }

  update(value: number, perSecond: number): void {
    this.#value = value;
    this.#rate = formatCount(Math.round(perSecond));
    if (this.#shown) this.#bar.update(value, { rate: this.#rate });
  }

  clear(): void {
    if (this.#shown) this.#bar.stop();
  }
}
