// Parties order the rows of a dataset by the ids of uploads. The parts of one large upload take ids that follow one another, so that
// their rows lie together and in order: a random name of the series, the part's number, and random bits of every attempt.

import type { RandomBytes } from '../crypto/random.js';
import { UsageError } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';

const SERIES_BYTES = 20;
const NUMBER_BYTES = 4;

export class UploadSeries {
  readonly #name: Uint8Array;
  #parts = 0;

  constructor(private readonly random: RandomBytes) {
    this.#name = random(SERIES_BYTES);
  }

  /**
   * The next part: every call of what is returned makes an id of this part for another attempt.
   * @throws UsageError LIMIT_EXCEEDED after 2^32 parts
   */
  nextPart(): () => Uint8Array {
    const part = this.#parts++;
    if (part >= 2 ** (8 * NUMBER_BYTES)) throw new UsageError('LIMIT_EXCEEDED', 'a series has 2^32 parts at most');
    return () => {
      const id = this.random(DIGEST_BYTES);
      id.set(this.#name);
      new DataView(id.buffer, id.byteOffset).setUint32(SERIES_BYTES, part);
      return id;
    };
  }
}
