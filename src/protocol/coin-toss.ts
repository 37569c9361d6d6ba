// Coin tossing by commit and open, split in two so that the commitments can be exchanged long before the coin is needed:
// a check opened with a seed that was committed to before the openings costs one round less and is no weaker.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { DIGEST_BYTES, SEED_BYTES } from '../params.js';
import { type Commitment, commit, opening, verifyOpening } from './commitment.js';
import { broadcast } from './exchange.js';
import type { Party } from './party.js';
import type { Protocol } from './step.js';

interface Coin {
  readonly mine: Commitment;
  /** Everybody's digest, in party order. */
  readonly digests: readonly Uint8Array[];
}

/** Coins whose commitments are exchanged and whose values nobody knows yet. Each is opened at most once. */
export class Coins {
  private readonly coins: Coin[] = [];

  get left(): number {
    return this.coins.length;
  }

  /**
   * Exchanges commitments to `count` further coins.
   * @cost rounds 1
   */
  *prepare(p: Party, count: number): Protocol<void> {
    const mine = Array.from({ length: count }, () => commit(p, p.nextStep(), p.random(SEED_BYTES)));
    const message = new Uint8Array(count * DIGEST_BYTES);
    mine.forEach((c, k) => {
      message.set(c.digest, k * DIGEST_BYTES);
    });
    const all = yield* broadcast(p, message);
    mine.forEach((c, k) => {
      this.coins.push({ mine: c, digests: all.map((m) => m.slice(k * DIGEST_BYTES, (k + 1) * DIGEST_BYTES)) });
    });
  }

  /**
   * Opens the next coin. Call it only after everything that the coin decides about has arrived.
   * @param echo bytes that all parties must hold alike (the transcript); returned by party for the caller to compare
   * @returns seed: 32 bytes nobody could bias except by aborting; echoes: what each party sent as its echo
   * @cost rounds 1; none prepared: also rounds 1
   * @throws SecurityAbort COMMITMENT_BROKEN
   */
  *open(p: Party, echo: Uint8Array = new Uint8Array(0)): Protocol<{ seed: Uint8Array; echoes: Uint8Array[] }> {
    if (this.coins.length === 0) yield* this.prepare(p, 1);
    const coin = this.coins.shift();
    if (coin === undefined) throw new UsageError('WRONG_STATE', 'no coin is prepared');
    const part = opening(coin.mine);
    const message = new Uint8Array(part.length + echo.length);
    message.set(part);
    message.set(echo, part.length);
    const all = yield* broadcast(p, message);
    const parts = all.map((received, j) =>
      j === p.id
        ? coin.mine.value
        : verifyOpening(p, coin.mine.step, j, coin.digests[j]!, received.subarray(0, part.length)),
    );
    return { seed: hash(p.kernel, 'tessera/coin', p.session, ...parts), echoes: all.map((m) => m.slice(part.length)) };
  }
}

/**
 * A public random seed of 32 bytes.
 * @cost rounds 2
 */
export function* tossCoin(p: Party): Protocol<Uint8Array> {
  return (yield* new Coins().open(p)).seed;
}
