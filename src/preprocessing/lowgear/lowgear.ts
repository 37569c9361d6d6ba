// Preprocessing without a trusted party: LowGear [KPR18], homomorphic encryption between every two parties. After one
// set-up a party can produce material for as many batches as are wanted. Whatever goes wrong, an interrupted production
// included, burns keys and stocks: see workshop.ts. What was delivered before stays good, for it was checked.

import { UsageError } from '../../errors.js';
import type { Vector } from '../../math/vector.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import type { BatchSpec } from '../kinds.js';
import type { BatchMaterial } from '../material.js';
import { requireSpec } from '../spec.js';
import type { TaskRunner } from '../tasks.js';
import { type MaskMatrices, requireMatrices } from './matvec/lines.js';
import { produceAll, RESERVE } from './production.js';
import type { ProofMode } from './request-tasks.js';
import { LowGearSession } from './session.js';
import { setupKeys } from './setup.js';
import type { Workshop } from './workshop.js';
import { ensureZeroTests } from './zero-tests.js';

export interface LowGearOptions {
  readonly runner: TaskRunner;
  /** An earlier alpha_i, 8 bytes, under which data is stored; by default a fresh one. */
  readonly macKey?: Uint8Array;
  /** `unproven` believes the peers' requests. Insecure: for fast tests of everything else. */
  readonly mode?: ProofMode;
}

export class LowGear {
  readonly #workshop: Workshop;
  #busy = false;

  private constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /**
   * Keys of all parties, and a stock of zero tests.
   * @param p a session of its own
   * @cost rounds 3 (5 with three parties or more), 21 MB to each peer
   * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED, WRONG_KEY, ECHO_MISMATCH
   */
  static *setup(p: Party, options: LowGearOptions): Protocol<LowGear> {
    const { runner, macKey = null, mode = 'proven' } = options;
    const lowgear = new LowGear(yield* setupKeys(p, { runner, macKey, mode }));
    yield* lowgear.#guarded(p, (session) => ensureZeroTests(session, RESERVE));
    return lowgear;
  }

  /** alpha_i. @throws UsageError RELEASED when it is used after `burn` */
  get macKey(): Vector {
    return this.#workshop.macKey;
  }

  /** Names set-up and MAC key, equal at all parties. */
  get keyId(): Uint8Array {
    return this.#workshop.setupId;
  }

  get burnt(): boolean {
    return this.#workshop.burnt;
  }

  /** Destroys the keys. To be called, too, when a check failed in a session that used this set-up's zero tests. */
  burn(): void {
    this.#workshop.burn();
  }

  /**
   * Produces a batch; one at a time.
   * @param p a session of its own; its arena receives the material
   * @param matrices those whose tuples the specification asks for
   * @returns checked material for everything in the specification
   * @throws UsageError WRONG_STATE (burnt, busy), INVALID_ARGUMENT, before anything is sent; SecurityAbort and
   * everything else burns
   */
  *produce(p: Party, spec: BatchSpec, matrices: MaskMatrices = new Map()): Protocol<BatchMaterial> {
    this.#workshop.requireUsable();
    if (this.#busy) throw new UsageError('WRONG_STATE', 'a production is under way');
    requireSpec(spec, p.parties);
    requireMatrices(spec, matrices);
    return yield* this.#guarded(p, (session) => produceAll(session, p.arena, spec, matrices));
  }

  /** Burns everything unless `body` runs to its end. */
  *#guarded<T>(p: Party, body: (session: LowGearSession) => Protocol<T>): Protocol<T> {
    const arena = p.kernel.newArena();
    let finished = false;
    this.#busy = true;
    try {
      const result = yield* body(new LowGearSession(p, this.#workshop, arena));
      finished = true;
      return result;
    } finally {
      this.#busy = false;
      arena.release();
      if (!finished) this.burn();
    }
  }
}
