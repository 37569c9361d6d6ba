import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Collecting, Spreading } from '../../../src/apps/pagerank/monotone.js';
import { monotoneNetwork, monotoneSwitches, routeMonotone } from '../../../src/apps/pagerank/monotone-network.js';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { BIT } from '../../../src/secure/graph/range.js';
import { evaluate } from '../../../src/secure/plain/index.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { SecureResidues } from '../../../src/secure/types/residues.js';
import { lawsFor } from '../../support/gadget-laws.js';

const test = suite('pagerank monotone networks');

/** Spreads 1, 2, ..., n to their places; collects from the places 1, 2, ..., N. */
function both(n: number, places: number, positions: Int32Array): { spread: number[]; collected: number[] } {
  const network = monotoneNetwork(n, places);
  const graph = new Graph();
  const input = (block: string, length: number, range = { min: 0n, max: 1000n, proven: true }) =>
    new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], length, range));
  const settings = input('settings', network.switches, BIT);
  const count = (k: number) => BigInt64Array.from({ length: k }, (_, i) => BigInt(i + 1));
  const found = evaluate(
    graph,
    {
      spread: new Spreading(network).apply(SecureResidues.of(input('values', n)), settings).declared(0, 1000),
      collected: new Collecting(network).apply(SecureResidues.of(input('places', places)), settings).declared(0, 1000),
    },
    {
      query: {
        settings: BigInt64Array.from(routeMonotone(network, positions), BigInt),
        values: count(n),
        places: count(places),
      },
    },
  );
  return { spread: Array.from(found.spread, Number), collected: Array.from(found.collected, Number) };
}

function check(n: number, places: number, positions: Int32Array): void {
  const { spread: wide, collected } = both(n, places, positions);
  const expected = new Array<number>(places).fill(0);
  positions.forEach((place, i) => {
    expected[place] = i + 1;
  });
  assert.equal(wide, expected, `${n} of ${places} to ${positions}`);
  assert.equal(
    collected,
    Array.from(positions, (place) => place + 1),
    `${n} of ${places} from ${positions}`,
  );
}

test('every choice of places among up to nine is reached, and back', () => {
  for (let places = 2; places <= 9; places++) {
    for (let chosen = 1; chosen < 2 ** places; chosen++) {
      const positions = Int32Array.from({ length: places }, (_, i) => i).filter((i) => ((chosen >> i) & 1) === 1);
      check(positions.length, places, positions);
    }
  }
});

test('random places among hundreds are reached, and back', () => {
  const places = fc.integer({ min: 2, max: 400 });
  fc.assert(
    fc.property(
      places,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (N, density, draws) => {
        const positions = Int32Array.from({ length: N }, (_, i) => i).filter(
          () => (draws.next().value as number) < density,
        );
        if (positions.length > 0) check(positions.length, N, positions);
      },
    ),
    { numRuns: 60 },
  );
});

test('it takes about half the switches of a permutation network', () => {
  for (const [n, places] of [
    [1, 2],
    [5, 9],
    [7, 300],
    [100, 101],
    [300, 300],
  ] as const) {
    const { layers, switches } = monotoneNetwork(n, places);
    assert.is(
      layers.reduce((sum, { upper }) => sum + upper.length, 0),
      switches,
    );
    assert.is(monotoneSwitches(n, places), switches);
    assert.is(layers.length, Math.ceil(Math.log2(places)));
  }
  assert.ok(monotoneSwitches(6_667, 70_000) < 35_000 * (Math.log2(6_667) + 3));
});

test('values that are too many and places out of order are refused', () => {
  const refuses = (body: () => unknown) =>
    assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === 'INVALID_ARGUMENT');
  refuses(() => monotoneNetwork(4, 3));
  refuses(() => monotoneNetwork(0, 3));
  const network = monotoneNetwork(2, 4);
  for (const positions of [[1, 1], [2, 1], [0, 4], [-1, 2], [1]])
    refuses(() => routeMonotone(network, Int32Array.from(positions)));
});

test.run();

const network = monotoneNetwork(3, 7);
const settings = routeMonotone(network, Int32Array.of(1, 4, 5));

lawsFor('spread and collect', {
  inputs: {
    values: { length: 3, min: -1000, max: 1000 },
    places: { length: 7, min: -1000, max: 1000 },
    settings: { length: network.switches, min: 0, max: 1 },
  },
  build: ({ values, places, settings: bits }) => ({
    spread: new Spreading(network).apply(SecureResidues.of(values), bits).declared(-1000, 1000),
    collected: new Collecting(network).apply(SecureResidues.of(places), bits).declared(-1000, 1000),
  }),
  expect: ({ values: [a, b, c], places }) => ({
    spread: [0n, a!, 0n, 0n, b!, c!, 0n],
    collected: [places[1]!, places[4]!, places[5]!],
  }),
  inRange: (random) => ({
    values: Array.from({ length: 3 }, () => Math.floor(random() * 2001) - 1000),
    places: Array.from({ length: 7 }, () => Math.floor(random() * 2001) - 1000),
    settings: [...settings],
  }),
});
