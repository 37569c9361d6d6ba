// Binding a dataset version: the parties agree on the uploads that all of them hold, lay their rows out as resident matrices, and
// run the program's binding protocol once. An upload that one party holds and another does not (it was cut off at its very
// end) stays out.

import { toHex } from '../client/encoding.js';
import { hash } from '../crypto/hash.js';
import { SecurityAbort, UsageError } from '../errors.js';
import { join } from '../io/messages.js';
import { DIGEST_BYTES } from '../params.js';
import { broadcast, exchange } from '../protocol/exchange.js';
import type { Party } from '../protocol/party.js';
import type { Protocol } from '../protocol/step.js';
import { type AcceptedUpload, type BoundVersion, type Dataset, ownersOf } from './dataset.js';
import { idBytes } from './ids.js';
import type { ClosableMatrix, ServiceContext } from './ports.js';
import type { DatasetShape } from './program.js';
import { Session } from './session.js';

const utf8 = new TextEncoder();

/**
 * @param id 32 bytes chosen by who asks for the binding, equal at all parties
 * @returns the version that new queries use from now on
 * @throws UsageError WRONG_STATE without rows; SecurityAbort SESSION_MISMATCH when parties were told different lists
 */
export async function bindDataset(context: ServiceContext, dataset: Dataset, id: Uint8Array): Promise<BoundVersion> {
  const uploads = await Session.talk(context, 'uploads', id, (p) => commonUploads(p, dataset.ordered()));
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

/** An upload in a list: its id and the digest of what was confirmed. */
const ENTRY_BYTES = 2 * DIGEST_BYTES;
const MAX_UPLOADS = 2 ** 22;

/**
 * The uploads that every party holds with the same digest, in the order given.
 * @cost rounds 2
 * @throws SecurityAbort SESSION_MISMATCH for a list longer than 2^22
 */
export function* commonUploads(p: Party, uploads: readonly AcceptedUpload[]): Protocol<AcceptedUpload[]> {
  const entries = uploads.map((upload) => join(idBytes(upload.id), upload.digest));
  const counts = yield* broadcast(p, new Uint8Array(new Float64Array([uploads.length]).buffer));
  const lengths = counts.map((message, j) => {
    const count = new DataView(message.buffer, message.byteOffset, 8).getFloat64(0, true);
    if (Number.isInteger(count) && count >= 0 && count <= MAX_UPLOADS) return count * ENTRY_BYTES;
    throw new SecurityAbort('SESSION_MISMATCH', `party ${j} announced no possible number of uploads`, j);
  });
  const own = join(...entries);
  const lists = yield* exchange(
    p,
    lengths.map(() => own),
    lengths,
  );
  const others = lists.filter((_, j) => j !== p.id).map(entriesOf);
  return uploads.filter((_, k) => others.every((list) => list.has(toHex(entries[k] ?? own))));
}

function entriesOf(list: Uint8Array): Set<string> {
  const entries = new Set<string>();
  for (let at = 0; at < list.length; at += ENTRY_BYTES) entries.add(toHex(list.subarray(at, at + ENTRY_BYTES)));
  return entries;
}
