// Single vectors inside whatever holds shares, by path, and the same with one element changed in one of them.

import { Vector } from '../../../src/math/vector.js';
import { Shares } from '../../../src/sharing/shares.js';

export type Path = readonly string[];

/** Paths of all vectors inside a record, an array or shares, with their lengths. */
export function leavesOf(held: unknown, path: Path = []): { readonly path: Path; readonly length: number }[] {
  if (held instanceof Vector) return [{ path, length: held.length }];
  if (held instanceof Shares)
    return [held.value, held.mac].flatMap((v, i) => leavesOf(v, [...path, SIDES[i] as string]));
  if (typeof held !== 'object' || held === null) return [];
  return Object.entries(held).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** A copy in which one element of the vector at `path` is one more. */
export function withOneMore<T>(held: T, path: Path, place: number): T {
  return changed(held, path, place) as T;
}

const SIDES = ['value', 'mac'];

function changed(held: unknown, [key, ...rest]: Path, place: number): unknown {
  if (held instanceof Vector) {
    const one = Vector.fromBigInts(
      held.arena,
      Array.from({ length: held.length }, (_, i) => (i === place ? 1n : 0n)),
    );
    return held.add(one);
  }
  if (held instanceof Shares) {
    const { value, mac } = held;
    return key === 'value'
      ? new Shares(changed(value, rest, place) as Vector, mac)
      : new Shares(value, changed(mac, rest, place) as Vector);
  }
  const copy = (Array.isArray(held) ? [...held] : { ...(held as object) }) as Record<string, unknown>;
  copy[key as string] = changed(copy[key as string], rest, place);
  return copy;
}
