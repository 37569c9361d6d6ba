// Binding a dataset version: the parties agree on the uploads, lay their rows out as resident matrices, and run the program's
// binding protocol once. Where nothing has changed the version in use stays.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { sameBytes } from '../io/digests.js';
import { DIGEST_BYTES } from '../params.js';
import { type Agreed, agreeToBind } from './common-uploads.js';
import { type AcceptedUpload, type BoundVersion, type Dataset, ownersOf } from './dataset.js';
import type { ClosableMatrix, ServiceContext } from './ports.js';
import type { DatasetShape } from './program.js';
import { queryLayout, querySpec } from './query-spec.js';
import { Session } from './session.js';
import { refuse, talk } from './talk.js';

const utf8 = new TextEncoder();

/**
 * @param id 32 bytes chosen by who asks for the binding, equal at all parties
 * @returns the version that new queries use from now on
 * @throws UsageError WRONG_STATE without rows; SecurityAbort SESSION_MISMATCH when parties were told different things
 */
export async function bindDataset(context: ServiceContext, dataset: Dataset, id: Uint8Array): Promise<BoundVersion> {
  const { name, program } = dataset;
  const subject = hash(context.kernel, 'tessera/bind', utf8.encode(name), utf8.encode(program.parameters));
  let endTurn: (() => void) | undefined;
  const turn = async () => {
    endTurn = await dataset.turns.take();
  };
  const held = () => ({ uploads: dataset.ordered(), version: dataset.version });
  try {
    const agreed = await talk(context, 'uploads', id, (p) => agreeToBind(p, subject, turn, held));
    const version = await bindUploads(context, dataset, id, agreed).catch((error: unknown) => {
      refuse(context, 'bind', id, error);
      throw error;
    });
    context.tuples.forecast(name, querySpec(program, version, queryLayout(context, program)));
    return version;
  } finally {
    endTurn?.();
  }
}

async function bindUploads(
  context: ServiceContext,
  dataset: Dataset,
  id: Uint8Array,
  { uploads, next, level }: Agreed,
): Promise<BoundVersion> {
  const { name, program, current } = dataset;
  const own = dataset.ordered().length;
  dataset.settle(uploads);
  if (own > uploads.length) context.log('warn', 'uploads left out', { dataset: name, uploads: own - uploads.length });
  const rows = uploads.reduce((sum, upload) => sum + upload.rows, 0);
  if (rows === 0) throw new UsageError('WRONG_STATE', `dataset ${name} has no rows that all parties hold`);
  const contents = contentsOf(context, uploads);
  if (level && current !== null && sameBytes(current.contents, contents)) return current;
  const shape = await registerMatrices(context, dataset, uploads, rows);
  const subject = [utf8.encode(name), utf8.encode(program.parameters), contents];
  const spec = program.bindDemand(shape);
  const opening = { purpose: 'bind', id, spec, subject, version: next } as const;
  const session = await Session.open(context, opening).catch((error: unknown) => {
    releaseMatrices(context, shape);
    throw error;
  });
  const matrices = new Map<string, ClosableMatrix>();
  try {
    for (const block of program.residentBlocks)
      matrices.set(block, await buildMatrix(context, dataset, uploads, block, shape));
    const data = { name, version: next, rows, matrices };
    const bound = await session.run((p) => program.bind(p, data));
    // The session's memory holds what the program keeps and goes with the version.
    session.keep('binding a dataset');
    const release = () => {
      session.engine.arena.release();
      releaseMatrices(context, shape);
    };
    const version: BoundVersion = { ...data, contents, bound, owners: ownersOf(uploads), release };
    dataset.publish(version);
    return version;
  } catch (error) {
    session.abandon(error);
    for (const matrix of matrices.values()) matrix.close();
    releaseMatrices(context, shape);
    throw error;
  }
}

/** Tells the tuple source which masks make up each matrix. */
async function registerMatrices(
  context: ServiceContext,
  dataset: Dataset,
  uploads: readonly AcceptedUpload[],
  rows: number,
): Promise<DatasetShape> {
  const matrixIds = new Map<string, string>();
  const shape = { rows, matrixIds };
  try {
    for (const block of dataset.program.residentBlocks) {
      const blocks = uploads.map((upload) => partOf(upload, block));
      const parts = blocks.map(({ part }) => part);
      const segments = blocks.map(({ segment }) => segment);
      matrixIds.set(block, await context.tuples.registerMatrix(parts, segments));
    }
    return shape;
  } catch (error) {
    releaseMatrices(context, shape);
    throw error;
  }
}

/** They are registered anew for every version. */
function releaseMatrices({ tuples }: ServiceContext, { matrixIds }: DatasetShape): void {
  for (const id of matrixIds.values()) tuples.releaseMatrix(id);
}

async function buildMatrix(
  context: ServiceContext,
  dataset: Dataset,
  uploads: readonly AcceptedUpload[],
  block: string,
  { rows, matrixIds }: DatasetShape,
): Promise<ClosableMatrix> {
  const columns = dataset.program.upload.blocks.find((candidate) => candidate.name === block)?.width ?? 0;
  const segments = uploads.map((upload) => partOf(upload, block).segment);
  return context.matrices.build({ id: matrixIds.get(block) ?? '', rows, columns }, segments);
}

function partOf(upload: AcceptedUpload, block: string) {
  const part = upload.blocks.get(block);
  if (part === undefined) throw new UsageError('WRONG_STATE', `upload ${upload.id} has no block ${block}`);
  return part;
}

/** What every party must hold alike: which uploads, whose, and the digests of their masked values. */
function contentsOf({ kernel }: ServiceContext, uploads: readonly AcceptedUpload[]): Uint8Array {
  const list = uploads.map(({ id, client, rows }) => `${id} ${client} ${rows}`).join('\n');
  const digests = new Uint8Array(uploads.length * DIGEST_BYTES);
  uploads.forEach(({ digest }, k) => {
    digests.set(digest, k * DIGEST_BYTES);
  });
  return hash(kernel, 'tessera/dataset', utf8.encode(list), digests);
}
