// Binding a dataset version: the parties compare which uploads they hold, lay their rows out as resident matrices, and run the
// program's binding protocol once.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { type AcceptedUpload, type BoundVersion, type Dataset, ownersOf } from './dataset.js';
import type { ClosableMatrix, ServiceContext } from './ports.js';
import type { DatasetShape } from './program.js';
import { Session } from './session.js';

const utf8 = new TextEncoder();

/**
 * @param id 32 bytes chosen by who asks for the binding, equal at all parties
 * @returns the version that new queries use from now on
 * @throws UsageError WRONG_STATE without rows; SecurityAbort SESSION_MISMATCH while the parties hold different uploads (ask again)
 */
export async function bindDataset(context: ServiceContext, dataset: Dataset, id: Uint8Array): Promise<BoundVersion> {
  const uploads = dataset.ordered();
  const rows = uploads.reduce((sum, upload) => sum + upload.rows, 0);
  if (rows === 0) throw new UsageError('WRONG_STATE', `dataset ${dataset.name} has no rows to bind`);
  const { program } = dataset;
  const version = dataset.version + 1;
  const shape = await registerMatrices(context, dataset, uploads, rows);
  const subject = [utf8.encode(dataset.name), utf8.encode(program.parameters), contents(context, uploads, version)];
  const session = await Session.open(context, 'bind', id, program.bindDemand(shape), subject);
  const matrices = new Map<string, ClosableMatrix>();
  try {
    for (const block of program.residentBlocks)
      matrices.set(block, await buildMatrix(context, dataset, uploads, rows, block, shape));
    const data = { name: dataset.name, version, rows, matrices };
    const bound = await session.run((p) => program.bind(p, data));
    session.engine.openings.requireClean('binding a dataset');
    session.link.close();
    // The session's memory holds what the program keeps and goes with the version.
    const release = () => session.engine.arena.release();
    const result: BoundVersion = { ...data, bound, owners: ownersOf(uploads), release };
    dataset.publish(result);
    return result;
  } catch (error) {
    session.abandon(error);
    for (const matrix of matrices.values()) matrix.close();
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
  for (const block of dataset.program.residentBlocks) {
    const parts = uploads.map((upload) => partOf(upload, block).part);
    matrixIds.set(block, await context.tuples.registerMatrix(parts));
  }
  return { rows, matrixIds };
}

async function buildMatrix(
  context: ServiceContext,
  dataset: Dataset,
  uploads: readonly AcceptedUpload[],
  rows: number,
  block: string,
  shape: DatasetShape,
): Promise<ClosableMatrix> {
  const columns = dataset.program.upload.blocks.find((candidate) => candidate.name === block)?.width ?? 0;
  const segments = uploads.map((upload) => partOf(upload, block).segment);
  return context.matrices.build({ id: shape.matrixIds.get(block) ?? '', rows, columns }, segments);
}

function partOf(upload: AcceptedUpload, block: string) {
  const part = upload.blocks.get(block);
  if (part === undefined) throw new UsageError('WRONG_STATE', `upload ${upload.id} has no block ${block}`);
  return part;
}

/** What every party must hold alike: which uploads, whose, and the digests of their masked values. */
function contents(context: ServiceContext, uploads: readonly AcceptedUpload[], version: number): Uint8Array {
  const list = uploads.map(({ id, client, rows }) => `${id} ${client} ${rows}`).join('\n');
  const digests = uploads.map(({ digest }) => digest);
  return hash(context.kernel, 'tessera/dataset', utf8.encode(`${version}\n${list}`), ...digests);
}
