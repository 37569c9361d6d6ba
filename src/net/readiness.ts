// Waiting until all connections stand. "Standing" is computed, not counted, so it cannot drift from the truth.

import { ChannelError } from '../errors.js';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: ChannelError) => void;
  /** Whether a refused connection ends the wait. */
  readonly strict: boolean;
}

export class Readiness {
  readonly #missing: () => readonly string[];
  readonly #waiters = new Set<Waiter>();
  #lastFailure: ChannelError | undefined;

  /** @param missing  names the directions that do not stand, in words */
  constructor(missing: () => readonly string[]) {
    this.#missing = missing;
  }

  get complete(): boolean {
    return this.#missing().length === 0;
  }

  /** @throws UNREACHABLE if a direction is missing right now */
  require(): void {
    const missing = this.#missing();
    if (missing.length > 0) throw this.#unreachable(missing);
  }

  /** Resolves when nothing is missing.
   *  @param strict  reject at once when a connection is refused, which waiting does not mend
   *  @throws REFUSED (strict), UNREACHABLE after `timeoutMs`, CLOSED */
  async wait(timeoutMs: number, strict: boolean): Promise<void> {
    if (this.#missing().length === 0) return;
    let waiter: Waiter | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        waiter = { resolve, reject, strict };
        this.#waiters.add(waiter);
        timer = setTimeout(() => reject(this.#unreachable(this.#missing())), timeoutMs);
      });
    } finally {
      clearTimeout(timer);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  /** Something has changed for the better. */
  check(): void {
    if (this.#waiters.size === 0 || this.#missing().length > 0) return;
    this.#lastFailure = undefined;
    for (const waiter of this.#waiters) waiter.resolve();
  }

  /** An attempt to connect has failed. */
  failed(error: ChannelError): void {
    this.#lastFailure = error;
    if (error.code !== 'REFUSED') return;
    for (const waiter of this.#waiters) if (waiter.strict) waiter.reject(error);
  }

  close(): void {
    for (const waiter of this.#waiters) waiter.reject(new ChannelError('CLOSED', 'the mesh is closed'));
  }

  #unreachable(missing: readonly string[]): ChannelError {
    const reason = this.#lastFailure === undefined ? '' : ` (${this.#lastFailure.message})`;
    return new ChannelError('UNREACHABLE', `expected a connection ${missing.join(', ')}${reason}`);
  }
}
