// One client's reservation at one party. Pure bookkeeping, without I/O; the caller does what a transition allows.
//
//     reserved --release--> released --challenge--> challenged --answered, confirm--> confirmed --use--> used
//        |                     |                        |                                 |
//        +---------------------+----- burn, second s or e, wrong confirmation ------------+--------------> burnt
//
// release    this party's mask shares leave, once, to the reserving client's key alone
// challenge  one seed s (an upload sends e with it): two sums under different seeds would cancel r_0
// answered   u is known here; a client can only confirm what it was told
// confirm    the client repeats H(s), H(u), H(e); only equal ones count
// use        the input enters a computation, once; a query brings e only now
//
// Somebody else's key changes nothing: a stranger who knows the id cannot burn a client's reservation.

import { SecurityAbort, UsageError } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';
import { type Confirmation, sameBytes } from './digests.js';

export type ReservationState = 'reserved' | 'released' | 'challenged' | 'confirmed' | 'used' | 'burnt';

export class Reservation {
  private current: ReservationState = 'reserved';
  private seed: Uint8Array | null = null;
  private input: Uint8Array | null = null;
  private sum: Uint8Array | null = null;

  /**
   * @param id     32 bytes, chosen by the client
   * @param client the raw public key that reserved
   * @param kind   an upload fixes e with its challenge; a query brings e with its use
   * @throws UsageError INVALID_ARGUMENT
   */
  constructor(
    readonly id: Uint8Array,
    readonly client: Uint8Array,
    readonly kind: 'upload' | 'query',
  ) {
    if (id.length !== DIGEST_BYTES) {
      throw new UsageError('INVALID_ARGUMENT', `expected a reservation id of ${DIGEST_BYTES} bytes, got ${id.length}`);
    }
  }

  get state(): ReservationState {
    return this.current;
  }

  /** The mask shares may leave now, and never again. @throws SecurityAbort WRONG_KEY; UsageError WRONG_STATE */
  release(client: Uint8Array): void {
    this.requireClient(client);
    this.requireState('reserved', 'release its masks');
    this.current = 'released';
  }

  /**
   * Fixes s, and for an upload e.
   * @param seed H(s)   @param input H(e), or H of nothing for a query
   * @throws SecurityAbort WRONG_KEY; SECOND_CHALLENGE, and all is burnt; UsageError WRONG_STATE
   */
  challenge(client: Uint8Array, seed: Uint8Array, input: Uint8Array): void {
    this.requireClient(client);
    if (this.seed !== null) throw this.burnFor('SECOND_CHALLENGE', 'a reservation is challenged once');
    this.requireState('released', 'be challenged');
    this.seed = seed;
    this.input = input;
    this.current = 'challenged';
  }

  /** Records H(u): the parties have opened and checked u. @throws UsageError WRONG_STATE */
  answered(sum: Uint8Array): void {
    this.requireState('challenged', 'be answered');
    this.sum = sum;
  }

  /**
   * Takes the client's confirmation.
   * @returns it, to be compared between the parties
   * @throws SecurityAbort WRONG_KEY; CONFIRMATION_MISMATCH, and all is burnt; UsageError WRONG_STATE
   */
  confirm(client: Uint8Array, confirmation: Confirmation): Confirmation {
    this.requireClient(client);
    this.requireState('challenged', 'be confirmed');
    const { seed, sum, input } = this;
    if (seed === null || sum === null || input === null) throw this.wrongState('be confirmed before it is answered');
    const equal =
      sameBytes(confirmation.seed, seed) && sameBytes(confirmation.sum, sum) && sameBytes(confirmation.input, input);
    if (!equal)
      throw this.burnFor('CONFIRMATION_MISMATCH', 'the client confirmed something else than this party holds');
    this.current = 'confirmed';
    return { seed, sum, input };
  }

  /**
   * The input is used now. The parties must have compared their confirmations, and for a query H(e).
   * @throws SecurityAbort WRONG_KEY; SECOND_CHALLENGE for a second e, and all is burnt; UsageError WRONG_STATE
   */
  use(client: Uint8Array): void {
    this.requireClient(client);
    if (this.current === 'used') throw this.burnFor('SECOND_CHALLENGE', 'masked inputs are used once');
    this.requireState('confirmed', 'be used');
    this.current = 'used';
  }

  /** Gives the reservation up: no mask of it may be used any more. */
  burn(): void {
    this.current = 'burnt';
  }

  private requireClient(client: Uint8Array): void {
    if (!sameBytes(client, this.client)) {
      throw new SecurityAbort('WRONG_KEY', 'this reservation belongs to another client key');
    }
  }

  private requireState(state: ReservationState, what: string): void {
    if (this.current !== state) throw this.wrongState(what);
  }

  private wrongState(what: string): UsageError {
    return new UsageError('WRONG_STATE', `a reservation (${this.kind}) that is ${this.current} cannot ${what}`);
  }

  private burnFor(code: 'SECOND_CHALLENGE' | 'CONFIRMATION_MISMATCH', message: string): SecurityAbort {
    this.burn();
    return new SecurityAbort(code, message);
  }
}
