// Hears what the client process tells, line by line, and turns it into progress, an outcome or a failure.

import { EXIT } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import type { Progress, Step } from '../render/progress.js';
import { ClientEvent, type Outcome } from './messages.js';

export class ClientListener {
  /** What the client found, once it has said so. */
  outcome: Outcome | undefined;
  /** Rejects with the client's own failure. */
  readonly failed: Promise<never>;
  readonly #progress: Progress;
  readonly #ending: Promise<never>;
  #fail: (error: CliFailure) => void = () => {};
  #step: Step | undefined;
  #finish: () => void = () => {};

  /** @param stopped  rejects when the step under way will never end */
  constructor(progress: Progress, stopped: Promise<never>) {
    this.#progress = progress;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#ending = Promise.race([this.failed, stopped]);
    this.#ending.catch(() => {}); // whoever waits for the outcome tells it
  }

  /** @param line  an event as JSON; anything else is a failure of the client */
  hear(line: string): void {
    const event = parse(line);
    if (event === undefined) this.#fail(new CliFailure('INTERNAL', 'the client did not tell an event', EXIT.failed));
    else if (event.event === 'step') this.#begin(event.title, event.total);
    else if (event.event === 'advance') this.#step?.advance(event.by);
    else if (event.event === 'done') this.#finish();
    else if (event.event === 'outcome') this.outcome = event.outcome;
    else this.#fail(new CliFailure(event.code, event.message, event.exitCode, event.advice));
  }

  #begin(title: string, total: number): void {
    const shown = this.#progress.step(title, total, (step) => {
      this.#step = step;
      const done = new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
      return Promise.race([done, this.#ending]);
    });
    shown.catch(() => {}); // the line that says so is all that is wanted here
  }
}

function parse(line: string): ClientEvent | undefined {
  try {
    return ClientEvent.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
