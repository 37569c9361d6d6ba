// What a matrix needs of the vector that holds its entries: integers and fixed-point numbers have it in common.

import type { SecureFixed } from './fixed.js';

/** A public number that meets vectors of the type V. */
export type NumberOf<V> = V extends SecureFixed ? number : number | bigint;

/** Public numbers that do: one for all elements or one per element. */
export type PublicOf<V> = NumberOf<V> | ArrayLike<NumberOf<V>>;

/** SecureInt is Entries<SecureInt>, SecureFixed is Entries<SecureFixed>; rounds, errors and ranges are theirs. */
export interface Entries<V> {
  readonly length: number;
  add(y: NoInfer<V> | PublicOf<V>): V;
  sub(y: NoInfer<V> | PublicOf<V>): V;
  mul(y: NoInfer<V> | PublicOf<V>): V;
  dot(y: NoInfer<V> | PublicOf<V>, group?: number): V;
  sums(group?: number): V;
  slice(from: number, to: number): V;
  gather(indices: ArrayLike<number>): V;
}
