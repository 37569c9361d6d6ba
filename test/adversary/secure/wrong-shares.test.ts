// A party that holds something else than it was given: tuples, kept values, the dataset. It follows the protocol from there on, so that its
// messages fit each other, and only the MACs can tell.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Operand, ResidentMatrix } from '../../../src/online/matrix.js';
import { SecureWorld } from '../../support/secure-run.js';
import { judge } from '../judge.js';
import { Counter, WRONG_SHARE_ECHOED } from '../session-breaks.js';
import { conclusionsOf, requireRight } from './break-messages.js';
import { leavesOf, withOneMore } from './leaves.js';
import { SUBJECTS } from './programs.js';
import { type Holding, Rehearsal } from './rehearsal.js';

const test = suite('adversary/secure: a party with wrong shares');
const NOTICING = [...WRONG_SHARE_ECHOED, 'MASK_CHECK_FAILED'];
const PARTS = ['material', 'kept'] as const;

for (const parties of [2, 3]) {
  const world = await SecureWorld.create(parties);
  const seen = new Set<string>();
  for (const [k, make] of SUBJECTS.entries()) {
    const subject = make();
    test(`${parties} parties: wrong tuples and kept values, ${subject.name}`, async () => {
      const rehearsal = await Rehearsal.of(world, subject);
      requireRight(rehearsal, await rehearsal.take());
      const tally = new Counter();
      const corrupt = k % parties;
      for (const part of PARTS) {
        for (const { path, length } of leavesOf(rehearsal.holdings[corrupt]?.[part])) {
          if (length === 0) continue;
          seen.add(`${part} ${path.filter((key) => !/^\d+$/.test(key)).join('.')}`);
          // The first and the last item; tables of digits have several entries for each.
          for (const place of new Set([0, length - 1])) {
            const held = (party: number, holding: Holding): Holding =>
              party === corrupt ? { ...holding, [part]: withOneMore(holding[part], path, place) } : holding;
            const take = await rehearsal.take({ held });
            const what = `${subject.name}: element ${place} of ${part} ${path.join('.')} at party ${corrupt}`;
            // As it follows the protocol, it may be the one that notices: its own masks do not match their tags.
            tally.add(judge(conclusionsOf(rehearsal, take, -1), NOTICING, what));
          }
        }
      }
      const { broken, codes } = tally.sum();
      // Entries of digits' tables that nobody looks up, and own input masks that nobody else depends on, do no harm.
      assert.ok((codes.MAC_CHECK_FAILED ?? 0) > broken / 4, `${broken} changes: ${JSON.stringify(codes)}`);
    });

    if (Object.keys(subject.blocks).length === 0) continue;
    test(`${parties} parties: a wrong dataset, ${subject.name}`, async () => {
      const rehearsal = await Rehearsal.of(world, subject);
      const corrupt = k % parties;
      const noticed: string[] = [];
      for (const operand of ['public', 'value', 'mac'] as const) {
        const held = (party: number, holding: Holding): Holding => {
          if (party !== corrupt) return holding;
          return { ...holding, matrices: mapped(holding.matrices, (matrix) => new WrongMatrix(matrix, operand)) };
        };
        const take = await rehearsal.take({ held });
        noticed.push(...judge(conclusionsOf(rehearsal, take, corrupt), NOTICING, `${subject.name}: ${operand}`));
      }
      assert.ok(noticed.length >= 2 * (parties - 1), noticed.join());
    });
  }

  test(`${parties} parties: every component of every kind of tuple that a program takes was wrong once`, () => {
    for (const kind of [
      'triples.a',
      'triples.b',
      'triples.c',
      'factorTriples.a',
      'factorTriples.b',
      'factorTriples.c',
    ]) {
      requireBoth(kind);
    }
    for (const kind of ['squares.a', 'squares.aa', 'matvecs.b', 'matvecs.c']) requireBoth(kind);
    for (const kind of ['truncations.r', 'truncations.high', 'truncations.top']) requireBoth(kind);
    for (const kind of ['comparisonMasks.r', 'comparisonMasks.low', 'comparisonMasks.digits.table']) requireBoth(kind);
    for (const kind of [
      'zeroTests.a',
      'zeroTests.b',
      'zeroTests.c',
      'inputMasks.value',
      'inputMasks.key',
      'inputMasks.tags',
    ]) {
      assert.ok(seen.has(`material ${kind}`), kind);
    }
    assert.ok(seen.has('kept k.value') && seen.has('kept k.mac'));
  });

  const requireBoth = (kind: string) => {
    for (const side of ['value', 'mac']) assert.ok(seen.has(`material ${kind}.${side}`), `${kind}, ${side} shares`);
  };
}

/** One more in the first element of whatever comes out of one operand. */
class WrongMatrix implements ResidentMatrix {
  readonly id: string;
  readonly rows: number;
  readonly columns: number;

  constructor(
    private readonly right: ResidentMatrix,
    private readonly operand: Operand,
  ) {
    this.id = right.id;
    this.rows = right.rows;
    this.columns = right.columns;
  }

  multiply(
    ...[operand, orientation, x]: Parameters<ResidentMatrix['multiply']>
  ): ReturnType<ResidentMatrix['multiply']> {
    const work = this.right.multiply(operand, orientation, x);
    if (operand !== this.operand) return work;
    return { name: work.name, run: async () => oneMore((await work.run()) as Uint8Array) };
  }

  read(...[operand, columns, rows]: Parameters<ResidentMatrix['read']>): Uint8Array {
    const bytes = this.right.read(operand, columns, rows);
    return operand === this.operand ? oneMore(bytes) : bytes;
  }
}

function oneMore(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const words = new DataView(copy.buffer);
  // A share is p - 1 with probability 2^-61.
  words.setBigUint64(0, words.getBigUint64(0, true) + 1n, true);
  return copy;
}

function mapped<V>(record: Readonly<Record<string, V>>, map: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

test.run();
