// Material that must enter one computation only: the second attempt to use it is an error, not a leak.

import { UsageError } from '../errors.js';

export class SingleUse<T> {
  private content: T | null;

  constructor(
    private readonly what: string,
    content: T,
  ) {
    this.content = content;
  }

  /** Hands the material out, once. @throws UsageError WRONG_STATE the second time */
  take(): T {
    const { content } = this;
    if (content === null) throw new UsageError('WRONG_STATE', `${this.what} was used already and never serves twice`);
    this.content = null;
    return content;
  }
}
