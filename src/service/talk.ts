// Where sessions begin: the id that all parties derive alike from purpose and client's id, and the link under it.

import { hash } from '../crypto/hash.js';
import { codeToTell } from '../net/error-codes.js';
import { Engine } from '../online/engine.js';
import { run } from '../protocol/run.js';
import type { Protocol } from '../protocol/step.js';
import type { Link, ServiceContext } from './ports.js';

const utf8 = new TextEncoder();

/** Sessions of different kinds with the same id from outside are different sessions. */
export type Purpose = 'upload' | 'query' | 'uploads' | 'bind';

/** An engine and the link under it; the caller ends both. @throws ChannelError, and what the peers have ended the session with */
export function begin(context: ServiceContext, purpose: Purpose, id: Uint8Array): { engine: Engine; link: Link } {
  const { id: party, parties, kernel, random, tuples } = context;
  const session = sessionId(context, purpose, id);
  const link = context.links.open(session);
  return { engine: new Engine({ id: party, parties, session, kernel, random, macKey: tuples.macKey }), link };
}

/** Runs one protocol that takes no tuples in a session of its own. */
export async function talk<T>(
  context: ServiceContext,
  purpose: Purpose,
  id: Uint8Array,
  protocol: (p: Engine) => Protocol<T>,
): Promise<T> {
  const { engine, link } = begin(context, purpose, id);
  try {
    const result = await run(protocol(engine), link);
    link.close();
    return result;
  } catch (error) {
    link.abort(codeToTell(error));
    throw error;
  } finally {
    engine.abandon();
  }
}

/** Tells the peers that this party takes no part in a session that it has not opened, so that nobody waits for it. */
export function refuse(context: ServiceContext, purpose: Purpose, id: Uint8Array, reason: unknown): void {
  try {
    context.links.open(sessionId(context, purpose, id)).abort(codeToTell(reason));
  } catch {
    // It was opened before, or nobody can be reached: then there is nobody to tell.
  }
}

function sessionId({ kernel, tuples }: ServiceContext, purpose: Purpose, id: Uint8Array): Uint8Array {
  return hash(kernel, 'tessera/session', utf8.encode(purpose), id, tuples.keyId);
}
