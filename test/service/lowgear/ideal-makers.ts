// Makers that cost nothing: the parties of one process put their keys and matrices on one table, and somebody who sees everything
// deals. For tests of all that lies around the making of tuples.

import { randomBytes } from 'node:crypto';
import { toHex } from '../../../src/client/encoding.js';
import { hash } from '../../../src/crypto/hash.js';
import { ChannelError } from '../../../src/errors.js';
import { Kernel } from '../../../src/kernel/index.js';
import { Vector } from '../../../src/math/vector.js';
import { assembleMaterial, disassembleMaterial } from '../../../src/preprocessing/assemble.js';
import { IdealDealer } from '../../../src/preprocessing/ideal-dealer.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import type { MaskMatrix } from '../../../src/preprocessing/lowgear/matvec/matrix.js';
import { broadcast, compute } from '../../../src/protocol/exchange.js';
import type { Party } from '../../../src/protocol/party.js';
import type { Maker, MakerFactory } from '../../../src/service/lowgear/maker.js';
import { masksOf } from '../../support/masks.js';

interface Place {
  readonly macKey: Uint8Array;
  readonly matrices: ReadonlyMap<string, MaskMatrix>;
}

/** Components by line. */
type Side = readonly (readonly Uint8Array[])[];

interface Table {
  readonly places: (Place | undefined)[];
  readonly dealt: Promise<Side[]>;
  deal(sides: Side[]): void;
}

const PATIENCE_MS = 1500;

export class IdealMakers implements MakerFactory {
  /** How long it takes to make a batch. */
  delayMs = 0;
  private readonly tables = new Map<string, Table>();

  private constructor(private readonly kernel: Kernel) {}

  static async create(): Promise<IdealMakers> {
    return new IdealMakers(await Kernel.load());
  }

  *setUp(p: Party, macKey: Uint8Array) {
    const nonces = yield* broadcast(p, p.random(32));
    const keyId = hash(p.kernel, 'test/ideal-maker', ...nonces);
    const makers = this;
    let burnt = false;
    const own = macKey.slice();
    const maker: Maker = {
      keyId,
      get burnt() {
        return burnt;
      },
      burn: () => {
        burnt = true;
      },
      *produce(p, spec, matrices) {
        let finished = false;
        try {
          const work = { name: 'deal', run: () => makers.sit(p, spec, { macKey: own, matrices }) };
          const side = yield* compute<Side>(p, work);
          yield* broadcast(p, new Uint8Array(8)); // what an honest peer does not reach, nobody does
          finished = true;
          const lines = spec.map((demand, k) => ({
            demand,
            vectors: (side[k] ?? []).map((bytes) => Vector.fromBytes(p.arena, bytes)),
          }));
          return assembleMaterial(lines, p.id, p.parties);
        } finally {
          if (!finished) burnt = true;
        }
      },
    };
    return maker;
  }

  private async sit({ id, parties, session }: Party, spec: BatchSpec, place: Place): Promise<Side> {
    const name = toHex(session);
    const table = this.tables.get(name) ?? emptyTable(parties);
    this.tables.set(name, table);
    table.places[id] = place;
    const places = table.places.filter((one) => one !== undefined);
    if (places.length === parties) table.deal(this.deal(spec, places));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ChannelError('TIMEOUT', 'somebody did not come')), PATIENCE_MS);
    });
    const sides = await Promise.race([table.dealt, late]);
    clearTimeout(timer);
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    return sides[id] as Side;
  }

  private deal(spec: BatchSpec, places: readonly Place[]): Side[] {
    const arena = this.kernel.newArena();
    try {
      const keys = places.map(({ macKey }) => Vector.fromBytes(arena, macKey));
      const dealer = new IdealDealer(arena, new Uint8Array(randomBytes(32)), places.length, keys);
      for (const [id, { rows, columns }] of places[0]?.matrices ?? []) {
        const sides = places.map(({ matrices }) => matrices.get(id)!);
        dealer.matrices.set(id, { rows, columns, entries: masksOf(arena, sides) });
      }
      return dealer
        .materials(spec)
        .map((material) =>
          disassembleMaterial(material, spec).map(({ vectors }) => vectors.map((vector) => vector.toBytes())),
        );
    } finally {
      arena.release();
    }
  }
}

function emptyTable(parties: number): Table {
  let deal: (sides: Side[]) => void = () => undefined;
  const dealt = new Promise<Side[]>((resolve) => {
    deal = resolve;
  });
  return { places: Array.from({ length: parties }, () => undefined), dealt, deal: (sides) => deal(sides) };
}
