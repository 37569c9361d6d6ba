// Binding a dataset version: the parties agree on the uploads, lay their rows out as resident matrices, and run the program's
// binding protocol once. Where nothing has changed the version in use stays.

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { sameBytes } from '../io/digests.js';
import { type Agreed, agreeToBind } from './common-uploads.js';
import { type BoundVersion, type Dataset, ownersOf } from './dataset.js';
import { contentsOf } from './layout.js';
import type { ServiceContext } from './ports.js';
import type { DatasetShape } from './program.js';
import { queryLayout, querySpec, shapeOf, tupleCounts } from './query-spec.js';
import { Session } from './session.js';
import type { BindingStats } from './stats.js';
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
    context.tuples.forecast(name, querySpec(program, shapeOf(context, version), queryLayout(context, program)));
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
  const started = context.now();
  const layout = await dataset.layOut(context, uploads);
  layout.hold();
  const owners = ownersOf(uploads);
  const arena = context.kernel.newArena();
  const letGo = () => {
    arena.release();
    layout.release();
  };
  const laidOut = context.now();
  const session = await openSession(context, dataset, id, { ...layout.shape, owners }, contents, next).catch(
    (error: unknown) => {
      letGo();
      throw error;
    },
  );
  const opened = context.now();
  const before = { rounds: session.link.stats.rounds, bytesSent: session.link.stats.bytesSent };
  try {
    const data = { name, version: next, rows, matrices: layout.matrices, owners };
    const bound = await session.run((p) => program.bind(p, data, arena, () => session.nextTuples()));
    const elapsed = { layingOut: laidOut - started, opening: opened - laidOut, setup: context.now() - opened };
    const stats = bindingStats(session, before, elapsed);
    // Otherwise the session's memory holds what the program keeps, and goes with the version.
    if (program.keepsApart === true) session.close();
    else session.keep('binding a dataset');
    const release = () => {
      if (program.keepsApart !== true) session.engine.arena.release();
      letGo();
    };
    const version: BoundVersion = { ...data, contents, bound, stats, release };
    dataset.publish(version);
    return version;
  } catch (error) {
    session.abandon(error);
    letGo();
    throw error;
  }
}

/** The parties agree on data, program and tuples, and get these. */
async function openSession(
  context: ServiceContext,
  { name, program }: Dataset,
  id: Uint8Array,
  shape: DatasetShape,
  contents: Uint8Array,
  version: number,
): Promise<Session> {
  // Whether questions will be possible is said before the set-up begins.
  querySpec(program, shape, queryLayout(context, program));
  const code = program.fingerprint?.(context.kernel, shape) ?? new Uint8Array(0);
  const terms = utf8.encode(JSON.stringify([name, program.name, program.parameters, program.upload]));
  const subject = [terms, contents, code];
  const [spec = [], ...more] = program.bindDemand(shape);
  return await Session.open(context, { purpose: 'bind', id, spec, more, subject, version });
}

/**
 * @param before what the link had counted when the session had its tuples
 * @param elapsed milliseconds of laying out, of opening the session with its tuples, and of the set-up
 */
function bindingStats(
  { link, provision, later, request }: Session,
  before: { readonly rounds: number; readonly bytesSent: number },
  elapsed: { readonly layingOut: number; readonly opening: number; readonly setup: number },
): BindingStats {
  const { waitedMs, cost } = provision;
  const { spec, more = [] } = request;
  const opening = {
    ms: elapsed.opening + later.ms,
    rounds: before.rounds + later.rounds,
    bytesSent: before.bytesSent + later.bytesSent,
  };
  return {
    ms: elapsed.layingOut + elapsed.setup - later.ms,
    rounds: link.stats.rounds - opening.rounds,
    bytesSent: link.stats.bytesSent - opening.bytesSent,
    preprocessing: {
      ms: opening.ms - waitedMs + cost.ms,
      rounds: opening.rounds,
      bytesSent: opening.bytesSent + cost.bytesSent,
      tuples: tupleCounts([...spec, ...more.flat()]),
    },
  };
}
