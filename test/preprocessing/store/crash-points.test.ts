// The disk of one party dies at every single operation of a day's work, and what it had not synced survives in every way that a
// file system may leave it. Whatever happens: after opening again the parties agree, no item was or is handed out twice, what is
// handed out is what was stored, and both parties get the same items.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError } from '../../../src/errors.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec, Demand } from '../../../src/preprocessing/kinds.js';
import type { TupleStore } from '../../../src/preprocessing/store/index.js';
import type { Outcome } from '../../support/lockstep.js';
import { type Aftermath, CONTENTS, Crash, MemoryFiles, NAMES } from './memory-files.js';
import { agree, depositAll, itemsOfLine, openStore, reserveAll } from './world.js';

const test = suite('store, a crash at every operation');

const PARTIES = 2;
const LINES = ['random', 'triple', 'zeroTest'] as const;
const OPTIONS = { chunkBytes: 256, rotateBlocks: 4 };

/** Which items each party was given, and that no party was given one twice. */
class Witness {
  readonly #given = Array.from({ length: PARTIES }, () => new Set<string>());

  record(outcomes: readonly Outcome<BatchSource>[], spec: BatchSpec): void {
    const taken = outcomes.map((outcome, party) => {
      if ('error' in outcome) return null;
      return spec.flatMap((demand: Demand) => itemsOfLine(outcome.value, demand, party));
    });
    taken.forEach((items, party) => {
      for (const item of items ?? []) {
        assert.not(this.#given[party]?.has(item), `party ${party} got ${item} twice`);
        this.#given[party]?.add(item);
      }
    });
    const [first, second] = taken;
    if (first && second) assert.equal(first, second, 'both parties got the same items');
  }

  copy(): Witness {
    const copy = new Witness();
    this.#given.forEach((items, party) => {
      for (const item of items) copy.#given[party]?.add(item);
    });
    return copy;
  }

  total(party: number): number {
    return this.#given[party]?.size ?? 0;
  }
}

type Counts = readonly [number, number, number];

function specOf(counts: Counts): BatchSpec {
  return LINES.map((kind, k) => ({ kind, n: counts[k] ?? 0 }));
}

/** A failed step is expected when the disk has died; anything else than a typed error or the crash is not. */
function requireExpected(outcomes: readonly Outcome<unknown>[]): void {
  for (const outcome of outcomes) {
    if (!('error' in outcome)) continue;
    const { error } = outcome;
    assert.ok(error instanceof TesseraError || error instanceof Crash, `unexpected: ${String(error)}`);
  }
}

async function reserveAndRecord(stores: readonly TupleStore[], witness: Witness, counts: Counts) {
  const spec = specOf(counts);
  const { outcomes } = await reserveAll(stores, spec);
  requireExpected(outcomes);
  witness.record(outcomes, spec);
}

/** Batches come and go, sessions take, one after the other and at once, the ledger is rewritten now and then, the stores are opened again. */
async function day(files: readonly MemoryFiles[], witness: Witness): Promise<void> {
  const stores: TupleStore[] = [];
  const open = async () => {
    for (const [party, own] of files.entries()) stores[party] = await openStore(own, party, PARTIES, OPTIONS);
    await agree(stores);
  };
  const put = async (number: number, counts: Counts) =>
    requireExpected((await depositAll(stores, number, specOf(counts))).outcomes);
  const take = (counts: Counts) => reserveAndRecord(stores, witness, counts);
  try {
    await open();
    await put(1, [20, 10, 2]);
    await take([5, 3, 1]);
    await put(2, [9, 9, 3]);
    await Promise.all([take([9, 2, 0]), take([2, 1, 1])]);
    for (const store of stores) await store.close();
    await open();
    await take([6, 8, 1]);
    await put(3, [3, 3, 1]);
    await take([1, 1, 1]);
  } finally {
    for (const store of stores) await store.close().catch(() => undefined);
  }
}

/** Opens both stores again and takes everything that is left, in small pieces. */
async function drain(files: readonly MemoryFiles[], witness: Witness): Promise<void> {
  const stores: TupleStore[] = [];
  for (const [party, own] of files.entries()) stores.push(await openStore(own, party, PARTIES, OPTIONS));
  await agree(stores);
  assert.equal(
    stores.map((store) => store.status().damaged),
    [[], []],
    'nothing is damaged',
  );
  const left = (store: TupleStore) => store.status().kinds.map(({ key, left }) => `${key} ${left}`);
  assert.equal(left(stores[0] as TupleStore), left(stores[1] as TupleStore), 'the parties hold the same');
  for (const kind of LINES) {
    for (let step = 0; step < 10; step++) {
      const n = Math.min(
        kind === 'zeroTest' ? 1 : 7,
        stores[0]?.status().kinds.find(({ key }) => key === kind)?.left ?? 0,
      );
      if (n === 0) break;
      const spec = [{ kind, n }];
      const { outcomes } = await reserveAll(stores, spec);
      assert.ok(outcomes.every((outcome) => !('error' in outcome)));
      witness.record(outcomes, spec);
    }
  }
  for (const store of stores) await store.close();
}

const AFTERMATHS: readonly Aftermath[] = CONTENTS.flatMap((contents) => NAMES.map((names) => ({ contents, names })));

async function undisturbed(): Promise<{ operations: number[]; log: string[] }> {
  const files = [new MemoryFiles(), new MemoryFiles()];
  const witness = new Witness();
  await day(files, witness);
  await drain(
    files.map((own) => own.copy()),
    witness,
  );
  assert.is(witness.total(0), 20 + 10 + 2 + 9 + 9 + 3 + 3 + 3 + 1, 'everything is handed out in the end');
  return { operations: files.map((own) => own.operations), log: files[0]?.log ?? [] };
}

for (const dying of [0, 1]) {
  test(`party ${dying}'s disk dies at every operation`, async () => {
    const { operations } = await undisturbed();
    let most = 0;
    for (let at = 1; at <= (operations[dying] ?? 0); at++) {
      const files = [new MemoryFiles(), new MemoryFiles()];
      const died = files[dying] as MemoryFiles;
      died.crashAt = at;
      const witness = new Witness();
      try {
        await day(files, witness);
      } catch (error) {
        assert.ok(
          error instanceof TesseraError || error instanceof Crash,
          `operation ${at}: ${(error as Error).stack}`,
        );
      }
      assert.ok(died.crashed, `operation ${at} was reached`);
      const seen = new Set<string>();
      for (const aftermath of AFTERMATHS) {
        const after = files.map((own, party) => (party === dying ? own.after(aftermath) : own.copy()));
        // Many aftermaths of one crash are alike.
        const state = (after[dying] as MemoryFiles).names().sort();
        const fingerprint = state
          .map((name) => `${name} ${Buffer.from((after[dying] as MemoryFiles).content(name)).toString('base64')}`)
          .join();
        if (seen.has(fingerprint)) continue;
        seen.add(fingerprint);
        try {
          await drain(after, witness.copy());
        } catch (error) {
          (error as Error).message += ` (operation ${at}: ${died.log.at(-1)}, ${JSON.stringify(aftermath)})`;
          throw error;
        }
      }
      most = Math.max(most, seen.size);
    }
    assert.ok(most >= 3, `aftermaths differ (${most})`);
  });
}

test.run();
