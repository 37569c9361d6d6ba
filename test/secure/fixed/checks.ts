// Functions of fixed-point numbers against double precision: edges of the range and thousands of values spread over all orders
// of magnitude, with truncations always down, always up and by chance. The stated bound must hold for every one of them.

import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { evaluate, type PlainOptions } from '../../../src/secure/plain/index.js';
import { chance } from '../../../src/secure/plain/random.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { SEED } from '../../kernel/values.js';

/** Numbers in [min, max] with `fraction` bits after the point. */
export interface Form {
  readonly fraction: number;
  readonly min: number;
  readonly max: number;
  readonly proven?: boolean;
}

export interface Claim {
  readonly inputs: readonly Form[];
  readonly build: (...inputs: SecureFixed[]) => SecureFixed;
  readonly exact: (...inputs: number[]) => number;
  /** Largest error in units of the last place, for an exact result of this many units. */
  readonly units: (result: number) => number;
  readonly count?: number;
}

/** Holds a function to its error bound. @returns the largest share of the bound that was used */
export function check({ inputs, build, exact, units, count = 2000 }: Claim): number {
  const random = chance(SEED);
  const values = inputs.map((form, i) => valuesOf(form, count, random, i));
  const graph = new Graph();
  const secrets = inputs.map(({ fraction, min, max, proven = true }, i) => {
    const range = { min: toRaw(min, fraction), max: toRaw(max, fraction), proven };
    const node = graph.add(`x${i}`, { kind: 'query', block: `x${i}` }, [], count, range);
    return new SecureFixed(new SecureInt(graph, node), fraction);
  });
  const result = build(...secrets);
  const query = Object.fromEntries(values.map((x, i) => [`x${i}`, x]));
  let worst = 0;
  for (const truncation of ['floor', 'up', { seed: SEED }] satisfies PlainOptions['truncation'][]) {
    const { y } = evaluate(graph, { y: result.raw }, { query }, { truncation });
    for (let i = 0; i < count; i++) {
      const given = inputs.map(({ fraction }, j) => Number(values[j]?.[i]) / 2 ** fraction);
      const wanted = exact(...given) * 2 ** result.fraction;
      const share = Math.abs(Number(y[i]) - wanted) / units(wanted);
      worst = Math.max(worst, share);
      if (share >= 1) {
        assert.unreachable(`of ${given.join(', ')}: ${y[i]} units, expected ${wanted}, ${JSON.stringify(truncation)}`);
      }
    }
  }
  return worst;
}

function toRaw(value: number, fraction: number): bigint {
  return BigInt(Math.round(value * 2 ** fraction));
}

/** Edges first, then a number of any size up to the range's, down to one unit. */
function valuesOf({ fraction, min, max }: Form, count: number, random: () => number, input: number): bigint[] {
  const [low, high] = [toRaw(min, fraction), toRaw(max, fraction)];
  const inside = (x: bigint) => x >= low && x <= high;
  const edges = [
    low,
    high,
    low + 1n,
    high - 1n,
    0n,
    1n,
    -1n,
    2n,
    3n,
    1n << BigInt(fraction),
    (1n << BigInt(fraction)) - 1n,
  ];
  const powers = Array.from({ length: 58 }, (_, b) => [
    1n << BigInt(b),
    (1n << BigInt(b)) - 1n,
    (1n << BigInt(b)) + 1n,
  ]).flat();
  const fixed = [...edges, ...powers, ...powers.map((x) => -x)].filter(inside);
  const bits = Math.log2(Math.max(Math.abs(Number(low)), Math.abs(Number(high))) + 1);
  const result: bigint[] = [];
  for (let tries = 0; result.length < count; tries++) {
    // Every input runs through the edges at a pace of its own, so that edges meet.
    const edge = fixed[(input === 0 ? tries : Math.floor(tries / fixed.length)) % fixed.length];
    const free = tries >= count / 2 || edge === undefined;
    const uniform = low + BigInt(Math.floor(random() * Number(high - low)));
    const size = BigInt(Math.floor(2 ** (random() * bits)));
    const spread = random() < 0.5 && low < 0n ? -size : size;
    const candidate = free ? (tries % 4 === 0 ? uniform : spread) : edge;
    if (inside(candidate)) result.push(candidate);
  }
  return result;
}

/** A secret vector that no test evaluates. */
export function secret(length: number, fraction: number, min: number, max: number): SecureFixed {
  const range = { min: toRaw(min, fraction), max: toRaw(max, fraction), proven: true };
  const node = graph.add('x', { kind: 'query', block: 'x' }, [], length, range);
  return new SecureFixed(new SecureInt(graph, node), fraction);
}

const graph = new Graph();

export function refusal(body: () => unknown, code: string, message: RegExp): void {
  try {
    body();
  } catch (error) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, code);
    assert.match((error as UsageError).message, message);
    return;
  }
  assert.unreachable(`expected ${code}`);
}
