// Secret values through a monotone network whose switches are secret bits. Spreading: n values to their places among N, zeros
// elsewhere. Collecting: the values at n of N places, the others are dropped. One product per switch, one round per layer. The tables of
// which element goes where are large and made once for all uses of a network.

import { UsageError } from '../../errors.js';
import type { SecureInt } from '../../secure/types/int.js';
import type { SecureResidues } from '../../secure/types/residues.js';
import type { MonotoneLayer, MonotoneNetwork } from './monotone-network.js';

/** Places among the results of the previous layer: -1 for a wire that is not there; null for none at all. */
type Places = Int32Array | null;

interface SpreadLayer {
  readonly upper: Int32Array;
  readonly lower: Places;
  readonly passUpper: Places;
  readonly passLower: Places;
}

export class Spreading {
  readonly #layers: readonly SpreadLayer[];
  readonly #outputs: Int32Array;

  constructor(private readonly network: MonotoneNetwork) {
    let at = wires(network.values);
    this.#layers = network.layers.map((layer) => {
      const places = {
        upper: found(at, layer.upper),
        lower: foundAny(at, layer.lower),
        passUpper: foundAny(at, layer.passUpper),
        passLower: foundAny(at, layer.passLower),
      };
      at = whereabouts([layer.low, layer.high, layer.passLow], layer.wires);
      return places;
    });
    this.#outputs = found(at, wires(network.places));
  }

  /** @param values n @param settings bits, one per switch @returns N values @throws UsageError LENGTH_MISMATCH */
  apply(values: SecureResidues, settings: SecureInt): SecureResidues {
    requireLengths(this.network, values.length, this.network.values, settings);
    let current = values;
    let from = 0;
    for (const { upper, lower, passUpper, passLower } of this.#layers) {
      const a = current.gather(upper);
      const b = lower === null ? null : current.gather(lower);
      const moved = (b === null ? a : a.sub(b)).mul(settings.slice(from, from + upper.length));
      const parts = [b === null ? moved : b.add(moved)];
      if (passUpper !== null) {
        const pass = current.gather(passUpper);
        // At most one of both wires holds a value, the other 0.
        parts.push(passLower === null ? pass : pass.add(current.gather(passLower)));
      }
      current = a.sub(moved).concat(...parts);
      from += upper.length;
    }
    return current.gather(this.#outputs);
  }
}

interface CollectLayer {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Which switches have a lower wire. */
  readonly lower: Places;
  readonly passUpper: Places;
  readonly passLower: Places;
}

export class Collecting {
  readonly #layers: readonly CollectLayer[];
  readonly #outputs: Int32Array;

  constructor(private readonly network: MonotoneNetwork) {
    let at = wires(network.places);
    this.#layers = [...network.layers].reverse().map((layer) => {
      const { upper, lower, passUpper, passLower } = layer;
      const there = present(lower);
      const passing = present(passLower);
      const places = {
        low: found(at, layer.low),
        high: found(at, layer.high),
        lower: there.length === 0 ? null : there,
        passUpper: foundAny(at, layer.passLow),
        // Nobody tells which of both wires the value is for: both get it, and only one of them leads on.
        passLower: passing.length === 0 ? null : found(at, choose(layer.passLow, passing)),
      };
      const reached = [upper, choose(lower, there), passUpper, choose(passLower, passing)];
      const count = reached.reduce((sum, { length }) => sum + length, 0);
      at = whereabouts(reached, count);
      return places;
    });
    this.#outputs = found(at, wires(network.values));
  }

  /** @param values N @param settings bits, one per switch @returns n values @throws UsageError LENGTH_MISMATCH */
  apply(values: SecureResidues, settings: SecureInt): SecureResidues {
    requireLengths(this.network, values.length, this.network.places, settings);
    let current = values;
    let to = this.network.switches;
    for (const { low, high, lower, passUpper, passLower } of this.#layers) {
      const a = current.gather(low);
      const b = current.gather(high);
      const moved = b.sub(a).mul(settings.slice(to - low.length, to));
      const parts: SecureResidues[] = [];
      if (lower !== null) {
        const rest = b.sub(moved);
        parts.push(lower.length === low.length ? rest : rest.gather(lower));
      }
      for (const places of [passUpper, passLower]) if (places !== null) parts.push(current.gather(places));
      current = a.add(moved).concat(...parts);
      to -= low.length;
    }
    return current.gather(this.#outputs);
  }
}

function requireLengths(
  { switches }: MonotoneNetwork,
  length: number,
  expected: number,
  settings: { readonly length: number },
): void {
  if (length === expected && settings.length === switches) return;
  throw new UsageError(
    'LENGTH_MISMATCH',
    `monotone network: expected ${expected} values and ${switches} switches, got ${length} and ${settings.length}`,
  );
}

/** All wires of a network's end. */
function wires(n: number): Int32Array {
  const all = new Int32Array(n);
  for (let i = 0; i < n; i++) all[i] = i;
  return all;
}

/** Where each wire is found among the results, whose parts hold these wires one after the other. */
function whereabouts(parts: readonly MonotoneLayer['upper'][], count: number): Int32Array {
  const at = new Int32Array(count);
  let place = 0;
  for (const part of parts) for (const wire of part) at[wire] = place++;
  return at;
}

function found(at: Int32Array, wanted: Int32Array): Int32Array {
  return wanted.map((wire) => (wire === -1 ? -1 : (at[wire] as number)));
}

function foundAny(at: Int32Array, wanted: Int32Array): Places {
  return wanted.some((wire) => wire !== -1) ? found(at, wanted) : null;
}

/** The indices of wires that are there. */
function present(wanted: Int32Array): Int32Array {
  return wires(wanted.length).filter((i) => wanted[i] !== -1);
}

function choose(wanted: Int32Array, indices: Int32Array): Int32Array {
  return indices.map((i) => wanted[i] as number);
}
