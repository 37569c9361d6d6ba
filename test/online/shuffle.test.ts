import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort, UsageError } from '../../src/errors.js';
import type { Span } from '../../src/kernel/index.js';
import { internalsOf } from '../../src/kernel/kernel.js';
import { switchCount } from '../../src/math/permutation-network.js';
import { shuffleDemand } from '../../src/online/demand.js';
import type { Engine } from '../../src/online/engine.js';
import { shuffle } from '../../src/online/shuffle.js';
import { mergeDemands } from '../../src/preprocessing/kinds.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, leftovers, macsHold, mod, reveal, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('shuffle');

async function withTuples(deployment: Deployment, n: number, columns: number): Promise<Engine[]> {
  const demand = shuffleDemand(deployment.parties, n, columns);
  return deployment.session(mergeDemands([...demand, { kind: 'zeroTest', n: 1 }]));
}

/** columns[c] are the secrets of column c; the results of every party, column by column. */
async function shuffled(
  deployment: Deployment,
  engines: readonly Engine[],
  columns: readonly (readonly bigint[])[],
): Promise<Shares[][]> {
  const shares = columns.map((column, c) => share(deployment, engines, column.map(mod), c + 1));
  const protocols = engines.map((p) =>
    shuffle(
      p,
      shares.map((column) => column[p.id] as Shares),
    ),
  );
  const results = values((await lockstep(protocols)).outcomes);
  return columns.map((_, c) => results.map((result) => result[c] as Shares));
}

function ascending(x: readonly bigint[]): bigint[] {
  return [...x].sort((a, b) => (a < b ? -1 : 1));
}

for (const parties of [2, 3]) {
  test(`columns of any length stay together and are authentic, ${parties} parties`, async () => {
    const deployment = await Deployment.create(parties);
    for (const n of [2, 3, 8, 21]) {
      for (const count of [1, 3]) {
        const engines = await withTuples(deployment, n, count);
        const first = Array.from({ length: n }, (_, i) => BigInt(i * i + 5));
        const columns = Array.from({ length: count }, (_, c) => first.map((v) => v * BigInt(c + 1)));
        const results = await shuffled(deployment, engines, columns);
        const order = reveal(results[0] as Shares[]);
        assert.equal(ascending(order), first);
        for (const [c, column] of results.entries()) {
          assert.ok(macsHold(deployment, column));
          assert.equal(
            reveal(column),
            order.map((v) => v * BigInt(c + 1)),
          );
        }
        values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
        for (const p of engines) {
          assert.equal(leftovers(p), {}, 'the demand is exact');
          p.close();
        }
      }
    }
  });
}

for (const [n, runs] of [
  [3, 300],
  [4, 600],
] as const) {
  test(`all orders of ${n} places are equally likely`, async () => {
    const deployment = await Deployment.create(2, 5);
    const counts = new Map<string, number>();
    const column = Array.from({ length: n }, (_, i) => BigInt(i));
    for (let run = 0; run < runs; run++) {
      const engines = await withTuples(deployment, n, 1);
      const [result] = await shuffled(deployment, engines, [column]);
      const key = reveal(result as Shares[]).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
      for (const p of engines) p.abandon();
    }
    const orders = n === 3 ? 6 : 24;
    assert.is(counts.size, orders);
    const expected = runs / orders;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 5 and 23 degrees of freedom: exceeded once in a thousand times.
    assert.ok(chiSquare < (n === 3 ? 20.5 : 49.7), `${chiSquare}`);
  });
}

test('more columns than one tuple serves stay together, too', async () => {
  const deployment = await Deployment.create(2);
  for (const count of [64, 65, 130]) {
    const engines = await withTuples(deployment, 5, count);
    const columns = Array.from({ length: count }, (_, c) => [1n, 2n, 3n, 4n, 5n].map((v) => v * BigInt(c + 1)));
    const results = await shuffled(deployment, engines, columns);
    const order = reveal(results[0] as Shares[]);
    assert.equal(ascending(order), [1n, 2n, 3n, 4n, 5n]);
    for (const [c, column] of results.entries()) {
      assert.equal(
        reveal(column),
        order.map((v) => v * BigInt(c + 1)),
      );
    }
    values((await lockstep(engines.map((p) => checkOpenings(p)))).outcomes);
    for (const p of engines) {
      assert.equal(leftovers(p), {});
      p.close();
    }
  }
});

test('only what the check refers to stays of a shuffle', async () => {
  const deployment = await Deployment.create(2);
  const [n, columns] = [4096, 3];
  const memory = () => internalsOf(deployment.kernel).heap.bytes.length;
  const engines = await withTuples(deployment, n, columns);
  const plain = Array.from({ length: n }, (_, i) => BigInt(i));
  const before = memory();
  await shuffled(deployment, engines, [plain, plain, plain]);
  // Two elements for each opening and one for each claim that a switch is a bit, two for each switch itself; and room to work.
  const perSwitch = 2 * (2 + columns) + 1 + 2;
  const lasting = 2 * 8 * perSwitch * 2 * switchCount(n);
  const grown = memory() - before;
  assert.ok(grown < 2 * lasting, `${grown} bytes, ${lasting} of openings`);
  for (const p of engines) p.abandon();
});

/** A party that adds 2 to one of its switches before it shares them, and is otherwise honest. */
function withWrongSwitch(p: Engine, switches: number, place: number): Engine {
  const kernel = around(p.kernel, {
    fromInts(values: ArrayLike<number>, z: Span) {
      const wrong = Array.from(values);
      if (values.length === switches) wrong[place] = (wrong[place] ?? 0) + 2;
      p.kernel.fromInts(wrong, z);
    },
  });
  return Object.create(p, { arena: { value: around(p.arena, { kernel }) } }) as Engine;
}

/** The same object with some members replaced. */
function around<T extends object>(target: T, replaced: Readonly<Record<string, unknown>>): T {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && name in replaced) return replaced[name];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

for (const cheats of [true, false]) {
  test(`a party whose switches are ${cheats ? 'no bits is caught by the next check' : 'bits is not accused'}`, async () => {
    const n = 5;
    const deployment = await Deployment.create(2);
    for (const cheater of [0, 1]) {
      for (const place of [0, switchCount(n) - 1]) {
        const engines = await withTuples(deployment, n, 1);
        const x = share(deployment, engines, [1n, 2n, 3n, 4n, 5n]);
        const players = engines.map((p) =>
          cheats && p.id === cheater ? withWrongSwitch(p, switchCount(n), place) : p,
        );
        const { outcomes } = await lockstep(players.map((p) => shuffle(p, [x[p.id] as Shares])));
        // Everything is authentic: only the claim that the switches are bits is wrong.
        assert.ok(
          macsHold(
            deployment,
            values(outcomes).map(([column]) => column as Shares),
          ),
        );
        const checked = await lockstep(players.map((p) => checkOpenings(p)));
        for (const outcome of checked.outcomes) {
          const caught = 'error' in outcome && outcome.error instanceof SecurityAbort;
          assert.is(caught && outcome.error.code === 'MAC_CHECK_FAILED', cheats);
        }
        for (const p of players) p.abandon();
      }
    }
  });
}

test('one place needs nothing; columns of different lengths and missing tuples are refused before anything is sent', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([]);
  const code = (wanted: string) => (error: unknown) => error instanceof UsageError && error.code === wanted;
  const one = await lockstep(engines.map((p) => shuffle(p, [share(deployment, engines, [7n])[p.id] as Shares])));
  assert.equal(
    values(one.outcomes).map((columns) => columns.length),
    [1, 1],
  );
  assert.is(one.traffic.rounds, 0);
  const [two, three] = [share(deployment, engines, [1n, 2n]), share(deployment, engines, [1n, 2n, 3n])];
  const [p] = engines as [Engine];
  assert.throws(() => shuffle(p, [two[0] as Shares, three[0] as Shares]).next(), code('LENGTH_MISMATCH'));
  assert.throws(() => shuffle(p, [two[0] as Shares]).next(), code('TUPLES_EXHAUSTED'));
});

test.run();
