// Every gadget once, small: what the soundness of ranges is tried on. A gadget that is not here makes the test fail.

import * as fixed from '../../../src/secure/fixed/index.js';
import * as gadgets from '../../../src/secure/gadgets/index.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureBit, type SecureInt } from '../../../src/secure/types/int.js';

type Result = SecureInt | SecureFixed;

interface Form {
  readonly length: number;
  readonly min: number;
  readonly max: number;
}

export interface Entry {
  /** The exported functions that it uses. */
  readonly uses: readonly string[];
  readonly inputs: Readonly<Record<string, Form>>;
  readonly build: (inputs: Readonly<Record<string, SecureInt>>) => readonly Result[];
}

type Inputs<K extends string> = { readonly [I in K]: SecureInt };

/** The inputs that a body names are there. */
function entry<K extends string>(
  uses: readonly (keyof typeof gadgets | keyof typeof fixed)[],
  inputs: Readonly<Record<K, Form>>,
  build: (inputs: Inputs<K>) => readonly Result[],
): Entry {
  return { uses, inputs, build: (given) => build(given as Inputs<K>) };
}

const small = (length: number): Form => ({ length, min: -9, max: 9 });
const low = (length: number): Form => ({ length, min: 0, max: 9 });
/** More than a statistical mask hides. */
const large = (length: number): Form => ({ length, min: 0, max: 2 ** 24 - 1 });
const bits = (length: number): Form => ({ length, min: 0, max: 1 });
const bit = (x: SecureInt): SecureBit => SecureBit.of(x);
const point = (x: SecureInt, fraction = 8): SecureFixed => new SecureFixed(x, fraction);

const g = gadgets;
const f = fixed;

export const GADGETS: readonly Entry[] = [
  entry(['absolute', 'larger', 'smaller', 'clamp'], { x: small(3), y: small(3) }, ({ x, y }) => [
    g.absolute(x).ge(5),
    g.larger(x, y).eq(3),
    g.smaller(x, y).eq(3),
    g.clamp(x, -3, y).eq(1),
  ]),
  entry(['all', 'any'], { x: bits(4) }, ({ x }) => [g.all(bit(x), 2), g.any(bit(x), 2)]),
  entry([], { x: bits(3), y: bits(3), z: small(3), w: large(3) }, ({ x, y, z, w }) => [
    bit(x).xor(bit(y)).or(bit(x).not()).and(bit(y)).sum().ge(2),
    bit(x).select(z, 4).eq(4),
    z.between(-2, y).sum().eq(1),
    ...z
      .add(9)
      .bits()
      .map((part) => part.sum().eq(2)),
    ...w.bits().map((part) => part.sum().eq(2)),
    w.truncate(10).eq(3),
  ]),
  entry(['groupCounts', 'groupSums'], { keys: bits(6), x: small(3) }, ({ keys, x }) => [
    g.groupCounts(bit(keys), 2).ge(2),
    g.groupSums(bit(keys), x, 2).ge(2),
  ]),
  entry(['lookup', 'oneHot'], { i: { length: 2, min: 0, max: 4 }, t: small(5) }, ({ i, t }) => [
    g.lookup(i, [5, 6, 7, 8, 9]).ge(6),
    g.lookup(i, t).ge(6),
    g.oneHot(i, 6).sum().eq(2),
  ]),
  entry(['lookupAt'], { places: bits(6), t: small(3) }, ({ places, t }) => [
    g.lookupAt(bit(places), t).ge(3),
    g.lookupAt(bit(places), [1, 2, 3]).ge(2),
  ]),
  entry(['oneHotOfBits'], { a: bits(2), b: bits(2), c: bits(2) }, ({ a, b, c }) => [
    g
      .oneHotOfBits([bit(a), bit(b), bit(c)], 7)
      .sum()
      .eq(2),
  ]),
  entry(
    ['matmul', 'matmulPublic', 'transpose', 'outerProduct', 'scaleRows'],
    { x: small(4), y: small(4) },
    ({ x, y }) => [
      g.matmul(x, y, 2, 2, 2).ge(0),
      g.matmulPublic(x, [1, 2, 3, 4], 2, 2, 2).ge(0),
      g.outerProduct(g.transpose(x, 2, 2), y).ge(0),
      g.scaleRows(x, y.slice(0, 2), 2).ge(0),
    ],
  ),
  entry(['selectRows'], { s: bits(2), x: small(4), y: small(4) }, ({ s, x, y }) => [g.selectRows(bit(s), x, y).eq(4)]),
  entry(['ranks', 'ordinalRanks', 'countBelow'], { x: small(5), y: small(2) }, ({ x, y }) => [
    g.ranks(x).ge(2),
    g.ordinalRanks(x).eq(2),
    g.countBelow(x, y).ge(2),
  ]),
  entry(['rankSort'], { x: small(5), y: low(5) }, ({ x, y }) => {
    const { key, columns } = g.rankSort(x, [y]);
    return [key.ge(2), ...columns.map((column) => column.ge(5))];
  }),
  entry(['kthSmallest'], { x: { length: 4, min: 2, max: 12 }, among: bits(4) }, ({ x, among }) => [
    g.kthSmallest(x, [1, 3], bit(among)).ge(5),
    g.kthSmallest(x, [1, 3]).ge(5),
  ]),
  entry(['selectByBits', 'quantilesByBits'], { a: bits(4), b: bits(4), among: bits(4) }, ({ a, b, among }) => [
    g.selectByBits([bit(a), bit(b)], [1, 3], bit(among)).ge(2),
    g.quantilesByBits([bit(a), bit(b)], 4).ge(2),
  ]),
  entry(['shuffle'], { x: small(4), y: low(4) }, ({ x, y }) => g.shuffle([x, y]).map((column) => column.ge(2))),
  entry(['permute', 'unpermute'], { x: small(3), s: bits(3) }, ({ x, s }) => [
    ...g.permute([x], s).map((column) => column.ge(2)),
    ...g.unpermute([x], s).map((column) => column.ge(2)),
  ]),
  entry(['sort', 'sortBy', 'smallest', 'largest', 'atPlaces'], { x: small(5), y: low(5) }, ({ x, y }) => [
    g.sort(x).ge(2),
    ...g.sortBy(x, [y]).columns.map((column) => column.ge(2)),
    g.smallest(x, 2).key.ge(2),
    g.largest(x, 2).key.ge(2),
    g.atPlaces(x, [2]).key.ge(2),
  ]),
  entry(['sumOfSquares', 'varianceNumerator', 'covarianceNumerator'], { x: small(4), y: small(4) }, ({ x, y }) => [
    g.sumOfSquares(x).ge(9),
    g.varianceNumerator(x).ge(9),
    g.covarianceNumerator(x, y).ge(9),
  ]),
  entry(['argmax', 'argmin', 'max', 'min'], { x: small(5) }, ({ x }) => [
    g.argmax(x).index.ge(2),
    g.argmin(x).oneHot.sum().eq(1),
    g.max(x).ge(2),
    g.min(x).ge(2),
  ]),
  entry(['truncateExact', 'remainderExact'], { x: small(3) }, ({ x }) => [
    g.truncateExact(x, 2).ge(1),
    g.remainderExact(x, 2).ge(1),
  ]),
  entry(
    ['divide', 'reciprocal'],
    { x: { length: 2, min: -3000, max: 3000 }, y: { length: 2, min: -200, max: 900 } },
    ({ x, y }) => [f.divide(point(x), point(y)), f.reciprocal(point(y)), f.divide(point(x), point(y.square())).ge(1)],
  ),
  entry(['squareRoot', 'inverseSquareRoot'], { x: { length: 2, min: -30, max: 3000 } }, ({ x }) => [
    f.squareRoot(point(x)).ge(1),
    f.inverseSquareRoot(point(x)).ge(1),
  ]),
  entry(['exponential'], { x: { length: 2, min: -3000, max: 1000 } }, ({ x }) => [f.exponential(point(x)).ge(1)]),
  entry(['naturalLogarithm', 'binaryLogarithm'], { x: { length: 2, min: -30, max: 3000 } }, ({ x }) => [
    f.naturalLogarithm(point(x)).ge(1),
    f.binaryLogarithm(point(x)).ge(1),
  ]),
  entry([], { x: { length: 4, min: -300, max: 3000 }, y: { length: 4, min: -300, max: 3000 } }, ({ x, y }) => [
    point(x).mul(point(y)).ge(1),
    point(x).mul(0.3).mean(2).ge(1),
    point(x).dot(point(y)).rescale(4).ge(1),
    point(x).toInt().ge(1),
    point(x).dot([0.1, 0.2, 0.3, 0.4]).ge(1),
  ]),
];

/** Exports that compute nothing with secrets. */
const PUBLIC = ['encode', 'decode'];

/** Names of all gadgets that there are. */
export function exportedGadgets(): string[] {
  const exported = [...Object.entries(gadgets), ...Object.entries(fixed)];
  return exported
    .filter(([name, value]) => typeof value === 'function' && !PUBLIC.includes(name))
    .map(([name]) => name);
}
