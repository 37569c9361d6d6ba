// Tuples from the trusted dealer: asks for this party's side of a batch and expands it.

import { toHex } from '../client/encoding.js';
import { SecurityAbort, TesseraError } from '../errors.js';
import type { Arena, Kernel } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import type { HttpsClient } from '../net/request.js';
import { DIGEST_BYTES } from '../params.js';
import { decodeDealt } from '../preprocessing/dealer/answer.js';
import { expandBatch } from '../preprocessing/dealer/expand.js';
import { type MatrixPart, matrixId } from '../preprocessing/dealer/matrix.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import type { TupleSource } from '../preprocessing/source.js';
import { DEAL_PATH, DEAL_TIMEOUT_MS, encodeMatrix, KEY_PATH, MATRICES_PATH } from './dealer-protocol.js';
import type { TupleProvider } from './ports.js';

/** Who asks, and over what. */
export interface DealerClientOptions {
  readonly http: HttpsClient;
  readonly kernel: Kernel;
  readonly party: number;
  readonly parties: number;
  /** Holds alpha_i for as long as the party lives. */
  readonly arena: Arena;
}

const NOTHING = new Uint8Array(0);

export class DealerClient implements TupleProvider {
  private constructor(
    private readonly options: DealerClientOptions,
    readonly keyId: Uint8Array,
    readonly macKey: Vector,
  ) {}

  /** Fetches this party's share of the MAC key. @throws ChannelError when the dealer cannot be reached */
  static async connect(options: DealerClientOptions): Promise<DealerClient> {
    const { body } = await options.http.request({ method: 'POST', path: KEY_PATH, body: NOTHING });
    const keyId = body.slice(0, DIGEST_BYTES);
    return new DealerClient(options, keyId, elements(options.arena, body.subarray(DIGEST_BYTES), 1));
  }

  async deal(batchId: Uint8Array, spec: BatchSpec, arena: Arena): Promise<TupleSource> {
    const { http, kernel, party, parties } = this.options;
    const { body } = await http.request({
      method: 'POST',
      path: `${DEAL_PATH}/${toHex(batchId)}`,
      body: new TextEncoder().encode(JSON.stringify(spec)),
      timeoutMs: DEAL_TIMEOUT_MS,
    });
    return trusted(() => expandBatch(kernel, arena, { party, parties, spec, dealt: decodeDealt(body) }));
  }

  async registerMatrix(parts: readonly MatrixPart[]): Promise<string> {
    const id = matrixId(this.options.kernel, { keyId: this.keyId, parts });
    await this.options.http.request({ method: 'POST', path: MATRICES_PATH, body: encodeMatrix(parts) });
    return id;
  }
}

function elements(arena: Arena, bytes: Uint8Array, n: number): Vector {
  return trusted(() => {
    if (bytes.length !== 8 * n)
      throw new SecurityAbort('NOT_CANONICAL_SHARE', 'the dealer sent a key of another length');
    return Vector.fromBytes(arena, bytes);
  });
}

/** What the dealer sends and cannot be read is not the fault of whoever asked for the computation. */
function trusted<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TesseraError && error.code !== 'OUT_OF_MEMORY') {
      throw new SecurityAbort('NOT_CANONICAL_SHARE', `the dealer's answer is not a batch: ${error.code}`);
    }
    throw error;
  }
}
