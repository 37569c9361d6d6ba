// One client's upload in a test session, phases (a) to (h) of io/input.ts.

import { maskShares, sliceMasks } from '../../../src/io/input.js';
import { placesOf } from '../../../src/io/layout.js';
import type { BlockValues } from '../../../src/io/witness.js';
import { Vector } from '../../../src/math/vector.js';
import type { MatrixSegment } from '../../../src/pool/resident-matrix.js';
import type { MatrixPart } from '../../../src/preprocessing/dealer/matrix.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import type { World } from './session.js';
import { type Lies, TestClient } from './session-client.js';
import { at, challenge, confirm, release, reserve, verdict } from './session-input.js';
import { nobody, type PhaseAdversary, Stage } from './session-stage.js';

/** One party's side of accepted rows. */
export interface UploadSide {
  readonly blocks: ReadonlyMap<string, { readonly segment: MatrixSegment; readonly part: MatrixPart }>;
}

/** Accepted rows, a side per party. */
export type AcceptedRows = readonly UploadSide[];

export interface UploadOptions {
  readonly client: number;
  /** Other values than the client's own. */
  readonly values?: BlockValues;
  readonly adversary?: PhaseAdversary;
  readonly lies?: Lies;
}

export interface UploadResult {
  readonly stage: Stage;
  /** What each party accepted. */
  readonly accepted: readonly (UploadSide | null)[];
  readonly clientError: Error | null;
}

/** Uploads a client's rows; nothing is added to the world. */
export async function upload(world: World, options: UploadOptions): Promise<UploadResult> {
  const { client: number, values = world.uploadValues(number), adversary = nobody, lies = {} } = options;
  const { deployment, program } = world;
  const [id, key] = [world.name('upload', number), world.key(number)];
  const rows = world.rowsPerClient[number] ?? 0;
  const statement = program.upload;
  const reserved = { reservation: id, key, statement, rows, mode: 'interactive', outputs: 0, values, lies } as const;
  const client = new TestClient(deployment, reserved);
  const stage = new Stage(deployment.engines(world.name('upload session', number)), adversary);
  const spec: BatchSpec = [
    { kind: 'inputMask', n: client.layout.total },
    { kind: 'zeroTest', n: 1 },
  ];
  const none = stage.engines.map(() => null);
  let accepted: readonly (UploadSide | null)[] = none;
  let clientError: Error | null = null;
  try {
    const batches = await world.open(stage, spec, world.name('upload subject', number));
    const sides = await reserve(stage, client, { id, key, kind: 'upload' });
    await release(deployment, stage, sides, key, client);
    const challenges = stage.engines.map((p) => p.random(32));
    const sum = stage.going ? await challenge(deployment, stage, sides, key, client, true) : null;
    if (sum !== null) {
      const inputs = stage.engines.map((p) => client.say('input', p.id, client.input));
      await confirm(deployment, stage, sides, id, key, client, sum, true, (p) => {
        const input = inputs[p.id]!;
        const proof = client.say('proof', p.id, client.proofFor(p.id, challenges[p.id]!, input));
        return verdict(p, at(sides, p), client, { ...reserved, input, challenge: challenges[p.id]!, proof });
      });
      accepted = await stage.local((p) => {
        at(sides, p).reservation.use(key);
        const e = Vector.fromBytes(p.arena, inputs[p.id]!);
        const blocks = new Map<string, { segment: MatrixSegment; part: MatrixPart }>();
        for (const [name, { block, offset, length }] of placesOf(statement, rows)) {
          if (!program.residentBlocks.includes(name)) continue;
          const from = client.layout.inputs.from + offset;
          const { value, mac } = maskShares(sliceMasks(at(sides, p).masks, from, from + length));
          const shares = { value: value.toBytes(), mac: mac.toBytes() };
          const segment = { rows, e: e.slice(offset, offset + length).toBytes(), ...shares };
          const part = { batchId: batches[p.id]!, spec, offset: from, rows, columns: block.width };
          blocks.set(name, { segment, part });
        }
        return { blocks };
      });
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    clientError = error;
  }
  stage.end();
  client.arena.release();
  return { stage, accepted, clientError };
}
