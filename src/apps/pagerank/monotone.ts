// Secret values through a monotone network whose switches are secret bits. Spreading: n values to their places among N, zeros
// elsewhere. Collecting: the values at n of N places, the others are dropped. One product per switch, one round per layer.

import { UsageError } from '../../errors.js';
import type { SecureInt } from '../../secure/types/int.js';
import type { SecureResidues } from '../../secure/types/residues.js';
import type { MonotoneLayer, MonotoneNetwork } from './monotone-network.js';

/** @param values n @param settings bits, one per switch @returns N values @throws UsageError LENGTH_MISMATCH */
export function spread(values: SecureResidues, settings: SecureInt, network: MonotoneNetwork): SecureResidues {
  requireLengths(network, values.length, network.values, settings);
  let wires = new Wires(values, identity(values.length));
  let from = 0;
  for (const layer of network.layers) {
    wires = spreadLayer(wires, settings.slice(from, from + layer.upper.length), layer);
    from += layer.upper.length;
  }
  return wires.take(identity(network.places));
}

/** @param places N values @param settings bits, one per switch @returns n values @throws UsageError LENGTH_MISMATCH */
export function collect(places: SecureResidues, settings: SecureInt, network: MonotoneNetwork): SecureResidues {
  requireLengths(network, places.length, network.places, settings);
  let wires = new Wires(places, identity(places.length));
  let to = network.switches;
  for (const layer of [...network.layers].reverse()) {
    wires = collectLayer(wires, settings.slice(to - layer.upper.length, to), layer);
    to -= layer.upper.length;
  }
  return wires.take(identity(network.values));
}

/** Values as the last layer left them, and where among them each wire of the network is. */
class Wires {
  constructor(
    readonly values: SecureResidues,
    readonly at: Int32Array,
  ) {}

  take(wires: Int32Array): SecureResidues {
    const places = new Int32Array(wires.length);
    for (let i = 0; i < wires.length; i++) {
      const wire = wires[i] as number;
      places[i] = wire === -1 ? -1 : (this.at[wire] as number);
    }
    return this.values.gather(places);
  }
}

function spreadLayer(wires: Wires, setting: SecureInt, layer: MonotoneLayer): Wires {
  const { upper, lower, low, high, passUpper, passLower, passLow } = layer;
  const a = wires.take(upper);
  const b = some(lower) ? wires.take(lower) : null;
  const moved = (b === null ? a : a.sub(b)).mul(setting);
  const parts = [a.sub(moved), b === null ? moved : b.add(moved)];
  if (passUpper.length > 0) {
    const pass = wires.take(passUpper);
    // At most one of both wires holds a value, the other 0.
    parts.push(some(passLower) ? pass.add(wires.take(passLower)) : pass);
  }
  return joined(parts, [low, high, passLow], layer.wires);
}

function collectLayer(wires: Wires, setting: SecureInt, layer: MonotoneLayer): Wires {
  const { upper, lower, low, high, passUpper, passLower, passLow } = layer;
  const a = wires.take(low);
  const b = wires.take(high);
  const moved = b.sub(a).mul(setting);
  const parts = [a.add(moved)];
  const places = [upper];
  const part = (wanted: Int32Array, of: (kept: Int32Array) => SecureResidues) => {
    if (!some(wanted)) return;
    parts.push(of(positionsOf(wanted)));
    places.push(wanted.filter((wire) => wire !== -1));
  };
  part(lower, (kept) => (kept.length === lower.length ? b.sub(moved) : b.sub(moved).gather(kept)));
  // Nobody tells which of both wires the value is for: both get it, and only one of them leads on.
  part(passUpper, () => wires.take(passLow));
  part(passLower, (kept) => wires.take(passLow).gather(kept));
  const count = places.reduce((sum, { length }) => sum + length, 0);
  return joined(parts, places, count);
}

/** @param wires the wire of each element of each part */
function joined([first, ...rest]: SecureResidues[], wires: readonly Int32Array[], count: number): Wires {
  const at = new Int32Array(count);
  let place = 0;
  for (const part of wires) for (const wire of part) at[wire] = place++;
  return new Wires((first as SecureResidues).concat(...rest), at);
}

function some(wires: Int32Array): boolean {
  return wires.some((wire) => wire !== -1);
}

function positionsOf(wires: Int32Array): Int32Array {
  return Int32Array.from(wires.keys()).filter((i) => wires[i] !== -1);
}

function identity(n: number): Int32Array {
  const wires = new Int32Array(n);
  for (let i = 0; i < n; i++) wires[i] = i;
  return wires;
}

function requireLengths({ switches }: MonotoneNetwork, found: number, expected: number, settings: SecureInt): void {
  if (found !== expected || settings.length !== switches) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `monotone network: expected ${expected} values and ${switches} switches, got ${found} and ${settings.length}`,
    );
  }
}
