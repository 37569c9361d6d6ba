// All parties of a deployment with a store each, in one process. Batches hold numbers that tell where they come from, so that every
// item that is handed out can be recognised.

import * as assert from 'uvu/assert';
import { seededRandom } from '../../../src/crypto/random.js';
import type { TesseraError } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import { type BatchSpec, type Demand, itemsOf } from '../../../src/preprocessing/kinds.js';
import { componentsOf } from '../../../src/preprocessing/layout.js';
import type { Files } from '../../../src/preprocessing/store/files.js';
import { deposit, reconcile, reserve, type StoreOptions, TupleStore } from '../../../src/preprocessing/store/index.js';
import type { Party } from '../../../src/protocol/party.js';
import type { Protocol } from '../../../src/protocol/step.js';
import { Transcript } from '../../../src/protocol/transcript.js';
import { type Adversary, honest, lockstep, type Outcome, values } from '../../support/lockstep.js';
import { MemoryFiles } from './memory-files.js';

export const kernel = await Kernel.load();
export const KEY_ID = new Uint8Array(32).fill(0xa1);
export const STORE_KEY = new Uint8Array(32).fill(0x5c);

/** 32 bytes that name a batch. */
export function batchHash(number: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xb0);
  new DataView(hash.buffer).setUint32(0, number);
  return hash;
}

/** An element that tells its batch, line, component, place and party. */
export function element(batch: number, line: number, component: number, place: number, party: number): bigint {
  return BigInt(((batch * 64 + line) * 64 + component) * 4 + party) * 2n ** 24n + BigInt(place);
}

/** Contents of a batch at one party, by line and component. */
export function contentOf(number: number, spec: BatchSpec, party: number, parties: number): Uint8Array[][] {
  return spec.map((demand, line) =>
    componentsOf(demand, party, parties).map(({ width }, component) => {
      const words = new BigUint64Array(width * itemsOf(demand));
      for (let k = 0; k < words.length; k++) words[k] = element(number, line, component, k, party);
      return new Uint8Array(words.buffer);
    }),
  );
}

export type Options = Partial<StoreOptions>;

export function openStore(files: Files, party: number, parties: number, options: Options = {}): Promise<TupleStore> {
  return TupleStore.open({ files, key: STORE_KEY, keyId: KEY_ID, party, parties, kernel, ...options });
}

let sessions = 0;

/** A party of a session that never was before. */
export function partyOf(id: number, parties: number, session: number): Party {
  let step = 0;
  return {
    id,
    parties,
    session: batchHash(session),
    kernel,
    arena: kernel.newArena(),
    random: seededRandom(kernel, new Uint8Array(32).fill(id)),
    transcript: new Transcript(kernel, parties),
    nextStep: () => step++,
  };
}

/** Runs one protocol at all parties of a fresh session. */
export async function session<T>(
  stores: readonly TupleStore[],
  protocol: (p: Party, store: TupleStore) => Protocol<T>,
  adversary: Adversary = honest,
): Promise<{ outcomes: Outcome<T>[]; rounds: number }> {
  const number = sessions++;
  const protocols = stores.map((store, id) => protocol(partyOf(id, stores.length, number), store));
  const { outcomes, traffic } = await lockstep(protocols, adversary);
  return { outcomes, rounds: traffic.rounds };
}

export function reserveAll(stores: readonly TupleStore[], spec: BatchSpec, adversary?: Adversary) {
  return session(stores, (p, store) => reserve(p, store, spec), adversary);
}

/** Deposits a batch of recognisable content at all parties. */
export async function fill(stores: readonly TupleStore[], number: number, spec: BatchSpec): Promise<void> {
  values((await depositAll(stores, number, spec)).outcomes);
}

export function depositAll(stores: readonly TupleStore[], number: number, spec: BatchSpec) {
  return session(stores, (p, store) => {
    const content = contentOf(number, spec, p.id, p.parties);
    return deposit(p, store, { batchHash: batchHash(number), spec, content });
  });
}

export async function agree(stores: readonly TupleStore[]): Promise<void> {
  values((await session(stores, (p, store) => reconcile(p, store))).outcomes);
}

export interface World {
  readonly files: MemoryFiles[];
  readonly stores: TupleStore[];
}

/** Fresh stores that have agreed. */
export async function world(parties: number, options: Options = {}): Promise<World> {
  const files = Array.from({ length: parties }, () => new MemoryFiles());
  const stores = await Promise.all(files.map((own, party) => openStore(own, party, parties, options)));
  await agree(stores);
  return { files, stores };
}

/** Opens the stores of the same directories again, and lets them agree. */
export async function reopen(files: readonly MemoryFiles[], options: Options = {}): Promise<TupleStore[]> {
  const stores = await Promise.all(files.map((own, party) => openStore(own, party, files.length, options)));
  await agree(stores);
  return stores;
}

/** Where an element comes from. */
export function originOf(value: bigint): { batch: number; line: number; place: number; party: number } {
  const rest = Number(value >> 24n);
  return {
    batch: Math.floor(rest / 4 / 64 / 64),
    line: Math.floor(rest / 4 / 64) % 64,
    place: Number(value & 0xffffffn),
    party: rest % 4,
  };
}

/** The items that a source hands out of one line, as "batch/line/place". */
export function itemsOfLine(source: BatchSource, demand: Demand, party: number): string[] {
  return valuesOfLine(source, demand).map((value) => {
    const origin = originOf(value);
    assert.is(origin.party, party, 'every party gets its own shares');
    return `${origin.batch}/${origin.line}/${origin.place}`;
  });
}

function valuesOfLine(source: BatchSource, demand: Demand): bigint[] {
  switch (demand.kind) {
    case 'random':
      return source.takeRandoms(demand.n).value.toBigInts();
    case 'triple':
      return source.takeTriples(demand.n).a.value.toBigInts();
    case 'inputMask':
      return source.takeInputMasks(demand.n).value.toBigInts();
    case 'zeroTest':
      return Array.from({ length: demand.n }, () => source.takeZeroTestTriple().a.toBigInts()).flat();
    default:
      throw new Error(`no way to recognise ${demand.kind}`);
  }
}

export const randoms = (n: number): Demand => ({ kind: 'random', n });
export const triples = (n: number): Demand => ({ kind: 'triple', n });

/** What each party's source holds, line by line. */
export function takenBy(sources: readonly BatchSource[], spec: BatchSpec): string[][] {
  return sources.map((source, party) => spec.flatMap((demand) => itemsOfLine(source, demand, party)));
}

export function codes(outcomes: readonly Outcome<unknown>[]): string[] {
  return outcomes.map((outcome) => ('error' in outcome ? (outcome.error as TesseraError).code : 'ok'));
}

export function errorOf(outcome: Outcome<unknown> | undefined): TesseraError {
  if (outcome === undefined || !('error' in outcome)) throw new Error('expected an error');
  return outcome.error as TesseraError;
}

/** Items of a kind that a store still holds. */
export const left = (store: TupleStore | undefined, key = 'random') =>
  store?.status().kinds.find((kind) => kind.key === key)?.left ?? 0;
