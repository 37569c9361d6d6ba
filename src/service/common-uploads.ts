// Which uploads go into the next version: those that all parties hold. An upload that one party holds and another does not (it
// was cut off at its very end) stays out.
//
// Clients ask for bindings whenever they like and reach the parties in different orders, so the parties need one order of bindings,
// or two that cross would wait for each other. Party 0 makes it:
//
//     all:     asked --everybody has been asked--> (party 0: waits for its turn) --go--> (others: take theirs) --> lists
//
// Until everybody has been asked nobody's turn is used, so a client that asks one party only holds up nobody.

import { SecurityAbort } from '../errors.js';
import { agree } from '../io/input.js';
import { join } from '../io/messages.js';
import { DIGEST_BYTES } from '../params.js';
import { broadcast, compute, exchange } from '../protocol/exchange.js';
import { parallel } from '../protocol/parallel.js';
import type { Party } from '../protocol/party.js';
import type { Protocol } from '../protocol/step.js';
import type { AcceptedUpload } from './dataset.js';
import { idBytes } from './ids.js';
import { numberBytes, readNumber } from './numbers.js';

/** An upload in a list: its id and the digest of what was confirmed. */
const ENTRY_BYTES = 2 * DIGEST_BYTES;
const MAX_UPLOADS = 2 ** 22;
const MAX_VERSION = 2 ** 48;

/** What the parties agree to bind. */
export interface Agreed {
  readonly uploads: readonly AcceptedUpload[];
  /** Number of the version to make: above every party's. */
  readonly next: number;
  /** Whether all parties use versions of the same number now. */
  readonly level: boolean;
}

/** What a party brings along: read when its turn has come. */
export interface Held {
  readonly uploads: readonly AcceptedUpload[];
  /** Number of the version in use, 0 for none. */
  readonly version: number;
}

/**
 * Waits until this binding's turn has come at all parties, then compares what they hold. Four rounds and a wait.
 * @param subject  32 bytes, equal at all parties: what is to be bound
 * @param turn     waits for this party's turn; the caller ends it
 * @throws SecurityAbort SESSION_MISMATCH
 */
export function* agreeToBind(
  p: Party,
  subject: Uint8Array,
  turn: () => Promise<void>,
  held: () => Held,
): Protocol<Agreed> {
  const wait = { name: 'turn', run: turn };
  yield* agree(p, subject, 'SESSION_MISMATCH');
  if (p.id === 0) yield* compute(p, wait);
  yield* go(p);
  if (p.id !== 0) yield* compute(p, wait);
  const { uploads, version } = held();
  const [common, versions] = yield* parallel([commonUploads(p, uploads), broadcast(p, numberBytes(version))]);
  const found = versions.map((message, j) => requireVersion(readNumber(message), j));
  return { uploads: common, next: Math.max(...found) + 1, level: found.every((other) => other === version) };
}

/** Party 0 tells the others that it is their turn, too. One round. */
function* go(p: Party): Protocol<void> {
  const word = numberBytes(1);
  const leads = p.id === 0;
  const others = Array.from({ length: p.parties }, (_, j) => j);
  yield* exchange(
    p,
    others.map(() => (leads ? word : word.subarray(0, 0))),
    others.map((j) => (j === 0 && !leads ? word.length : 0)),
  );
}

/**
 * The uploads that every party holds with the same digest, in the order given.
 * @cost rounds 2
 * @throws SecurityAbort SESSION_MISMATCH for a list longer than 2^22
 */
export function* commonUploads(p: Party, uploads: readonly AcceptedUpload[]): Protocol<AcceptedUpload[]> {
  const own = new Uint8Array(uploads.length * ENTRY_BYTES);
  const entries = uploads.map((upload, k) => {
    const entry = join(idBytes(upload.id), upload.digest);
    own.set(entry, k * ENTRY_BYTES);
    return nameOf(entry);
  });
  const counts = yield* broadcast(p, numberBytes(uploads.length));
  const lengths = counts.map((message, j) => {
    const count = readNumber(message);
    if (Number.isInteger(count) && count >= 0 && count <= MAX_UPLOADS) return count * ENTRY_BYTES;
    throw new SecurityAbort('SESSION_MISMATCH', `party ${j} announced no possible number of uploads`, j);
  });
  const lists = yield* exchange(
    p,
    lengths.map(() => own),
    lengths,
  );
  const others = lists.filter((_, j) => j !== p.id).map(entriesOf);
  return uploads.filter((_, k) => others.every((list) => list.has(entries[k] ?? '')));
}

function entriesOf(list: Uint8Array): Set<string> {
  const entries = new Set<string>();
  for (let at = 0; at < list.length; at += ENTRY_BYTES) entries.add(nameOf(list.subarray(at, at + ENTRY_BYTES)));
  return entries;
}

/** An entry as the key of a set. */
function nameOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

function requireVersion(version: number, party: number): number {
  if (Number.isInteger(version) && version >= 0 && version < MAX_VERSION) return version;
  throw new SecurityAbort('SESSION_MISMATCH', `party ${party} announced no possible version`, party);
}
