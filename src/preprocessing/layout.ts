// What one item of each kind consists of at one party, in the order in which it is dealt: the table that the dealer and the
// parties both go by. A component is *drawn* (every party takes its share from its seed) or *fixed* (its sum over
// the parties is determined by something else, so the last party's share is a correction that the dealer sends).

import { type Demand, digitWidths, highBits, matvecLengths, tableEntries } from './kinds.js';

export interface Component {
  /** Number of the component within its line; no two components of a line share one. */
  readonly stream: number;
  /** Elements per item. */
  readonly width: number;
  readonly fixed: boolean;
}

/** Widths of a line's components, in order. */
type Shape = readonly (readonly [width: number, fixed: boolean])[];

const DRAWN = [
  [1, false],
  [1, true],
] as const; // a random shared value: its value is drawn, its MAC follows
const FIXED = [
  [1, true],
  [1, true],
] as const; // a determined shared value

function wide(width: number, shape: Shape): Shape {
  return shape.map(([unit, fixed]) => [unit * width, fixed]);
}

/** Value, key, and one slot of tags per party; the own slot stays empty. */
function inputMaskShape(parties: number): Shape {
  return [[1, false], [1, true], ...Array.from({ length: parties }, () => [1, true] as const)];
}

function shapeOf(demand: Demand, parties: number): Shape {
  switch (demand.kind) {
    case 'random':
      return DRAWN;
    case 'inputMask':
      return inputMaskShape(parties);
    case 'triple':
      return [...DRAWN, ...DRAWN, ...FIXED];
    case 'factorTriple': {
      const factors = Array.from({ length: demand.fanOut });
      return [...DRAWN, ...factors.flatMap(() => DRAWN), ...factors.flatMap(() => FIXED)];
    }
    case 'square':
      return [...DRAWN, ...FIXED];
    case 'bit':
      return FIXED;
    case 'comparisonMask': {
      const high = highBits(demand.k) > 0 ? FIXED : [];
      return [...high, ...digitWidths(demand.k, demand.w).flatMap((width) => wide(tableEntries(width), FIXED))];
    }
    case 'truncation':
      return [...FIXED, ...FIXED, ...FIXED]; // r, high, top
    case 'matvec': {
      const { operand, result } = matvecLengths(demand);
      const b = demand.operand.from === 'random' ? wide(operand, DRAWN) : [];
      return [...b, ...wide(result, FIXED)];
    }
    case 'zeroTest':
      return [
        [1, false],
        [1, false],
        [1, true],
      ];
  }
}

/** The components that `party` holds of a line. */
export function componentsOf(demand: Demand, party: number, parties: number): Component[] {
  const ownSlot = demand.kind === 'inputMask' ? 2 + party : -1;
  return shapeOf(demand, parties)
    .map(([width, fixed], stream) => ({ stream, width, fixed }))
    .filter(({ stream }) => stream !== ownSlot);
}

/** Elements per item that a party holds. */
export function elementsPerItem(demand: Demand, parties: number): number {
  return componentsOf(demand, 0, parties).reduce((sum, { width }) => sum + width, 0);
}

/** Elements per item of which the last party gets corrections. */
export function correctionsPerItem(demand: Demand, parties: number): number {
  const fixed = componentsOf(demand, parties - 1, parties).filter((component) => component.fixed);
  return fixed.reduce((sum, { width }) => sum + width, 0);
}
