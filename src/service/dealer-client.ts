// Tuples from the trusted dealer: asks for this party's side of a batch and expands it.

import { toHex } from '../client/encoding.js';
import { ChannelError, SecurityAbort, TesseraError, UsageError } from '../errors.js';
import type { Arena, Kernel } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import type { HttpsClient, HttpsRequest } from '../net/request.js';
import { DIGEST_BYTES } from '../params.js';
import { decodeDealt } from '../preprocessing/dealer/answer.js';
import { expandBatch } from '../preprocessing/dealer/expand.js';
import type { MatrixPart } from '../preprocessing/dealer/matrix.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import { DEAL_TIMEOUT_MS, dealPath, encodeMatrix, KEY_PATH, matricesPath } from './dealer-protocol.js';
import type { ClosableMatrix, Provision, TupleProvider, TupleRequest } from './ports.js';

/** Who asks, and over what. */
export interface DealerClientOptions {
  readonly http: Pick<HttpsClient, 'request'>;
  readonly kernel: Kernel;
  readonly party: number;
  readonly parties: number;
  /** Holds alpha_i for as long as the party lives. */
  readonly arena: Arena;
}

/** The dealer knows matrices by their ids. */
type NamedMatrix = Pick<ClosableMatrix, 'id'>;

const NOTHING = new Uint8Array(0);

export class DealerClient implements TupleProvider {
  private replaced = false;
  private readonly matrices = new Map<string, { readonly parts: readonly MatrixPart[]; users: number }>();

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

  /** False once the dealer was found to deal under another key. */
  get usable(): boolean {
    return !this.replaced;
  }

  /** @throws ChannelError; REFUSED for good when the dealer was started anew; SecurityAbort NOT_CANONICAL_SHARE */
  async provide({ arena, batchId, spec }: TupleRequest): Promise<Provision> {
    const { kernel, party, parties } = this.options;
    const { body } = await this.withMatrices(spec, () =>
      this.ask({
        method: 'POST',
        path: dealPath(toHex(this.keyId), toHex(batchId)),
        body: new TextEncoder().encode(JSON.stringify(spec)),
        timeoutMs: DEAL_TIMEOUT_MS,
      }),
    );
    const source = trusted(() => expandBatch(kernel, arena, { party, parties, spec, dealt: decodeDealt(body) }));
    return { source, waitedMs: 0, cost: { ms: 0, bytesSent: 0 } };
  }

  /** @throws as provide */
  async registerMatrix({ id }: NamedMatrix, parts: readonly MatrixPart[]): Promise<void> {
    await this.describe(parts);
    this.matrices.set(id, { parts, users: (this.matrices.get(id)?.users ?? 0) + 1 });
  }

  releaseMatrix({ id }: NamedMatrix): void {
    const matrix = this.matrices.get(id);
    if (matrix !== undefined && --matrix.users === 0) this.matrices.delete(id);
  }

  /** Dealt tuples depend on no key that could be probed. */
  checkFailed(): void {}

  /** The dealer makes what is asked for when it is asked for. */
  forecast(): void {}

  /** The dealer remembers the last few hundred matrices. One that it has forgotten is described to it once more. */
  private async withMatrices<T>(spec: BatchSpec, deal: () => Promise<T>): Promise<T> {
    try {
      return await deal();
    } catch (error) {
      if (!(error instanceof UsageError && error.code === 'UNKNOWN_DATASET')) throw error;
      for (const demand of spec) {
        const matrix = demand.kind === 'matvec' ? this.matrices.get(demand.matrix) : undefined;
        if (matrix !== undefined) await this.describe(matrix.parts);
      }
      return await deal();
    }
  }

  private async describe(parts: readonly MatrixPart[]): Promise<void> {
    await this.ask({ method: 'POST', path: matricesPath(toHex(this.keyId)), body: encodeMatrix(parts) });
  }

  private async ask(request: HttpsRequest) {
    try {
      return await this.options.http.request(request);
    } catch (error) {
      if (!(error instanceof UsageError && error.code === 'WRONG_STATE')) throw error;
      this.replaced = true;
      throw new ChannelError('REFUSED', STARTED_ANEW);
    }
  }
}

const STARTED_ANEW =
  'the dealer was started anew and deals under another key: start all parties anew; what was uploaded before has to be uploaded again';

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
