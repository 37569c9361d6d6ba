// From components to tuples and back. layout.ts says what the components of a line are; here they become the material a source
// hands out, and the material becomes components again, to be stored.

import { UsageError } from '../errors.js';
import { inverse } from '../math/field.js';
import type { Vector } from '../math/vector.js';
import { Shares } from '../sharing/shares.js';
import { type BatchSpec, type Demand, type DemandOf, digitWidths, highBits, lineKey, matvecLengths } from './kinds.js';
import { assembleComparisonMasks, type BatchMaterial, emptyMaterial, operandOfMasks } from './material.js';
import type { MatvecTuple } from './source.js';

/** One line with the vectors of its components, in the order of layout.ts. */
export interface Line {
  readonly demand: Demand;
  readonly vectors: readonly Vector[];
}

/** The material of a batch; shares the memory of the vectors, and allocates beside them what follows from them. */
export function assembleMaterial(lines: readonly Line[], party: number, parties: number): BatchMaterial {
  const material = emptyMaterial();
  for (const line of lines) assemble(material, line, party, parties);
  // An operand may point to input masks of a later line, so matvec tuples come last.
  for (const { demand, vectors } of lines) {
    if (demand.kind === 'matvec') material.matvecs.push(assembleMatvec(material, demand, vectors));
  }
  return material;
}

function vectorAt(vectors: readonly Vector[], index: number): Vector {
  const vector = vectors[index];
  if (vector === undefined) throw new UsageError('INVALID_ARGUMENT', `a line has no component ${index}`);
  return vector;
}

/** Component pairs as shares: pair k is components 2k (value) and 2k + 1 (MAC). */
function pairs(vectors: readonly Vector[]): (k: number) => Shares {
  return (k) => new Shares(vectorAt(vectors, 2 * k), vectorAt(vectors, 2 * k + 1));
}

function assemble(material: BatchMaterial, { demand, vectors }: Line, party: number, parties: number): void {
  const pair = pairs(vectors);
  switch (demand.kind) {
    case 'random':
      material.randoms = pair(0);
      break;
    case 'bit':
      material.bits = pair(0);
      break;
    case 'triple':
      material.triples = { a: pair(0), b: pair(1), c: pair(2) };
      break;
    case 'square':
      material.squares = { a: pair(0), aa: pair(1) };
      break;
    case 'factorTriple': {
      const factors = Array.from({ length: demand.fanOut }, (_, f) => f);
      const b = factors.map((f) => pair(1 + f));
      material.factorTriples.push({ a: pair(0), b, c: factors.map((f) => pair(1 + demand.fanOut + f)) });
      break;
    }
    case 'zeroTest':
      material.zeroTests = { a: vectorAt(vectors, 0), b: vectorAt(vectors, 1), c: vectorAt(vectors, 2) };
      break;
    case 'comparisonMask': {
      const { k, w, n } = demand;
      const high = highBits(k) > 0 ? pair(0) : null;
      const tables = high === null ? 0 : 1;
      const digits = digitWidths(k, w).map((width, d) => ({ width, table: pair(tables + d) }));
      material.comparisonMasks.push(assembleComparisonMasks(k, w, n, high, digits));
      break;
    }
    case 'truncation':
      material.truncations.push({ shift: demand.shift, r: pair(0), high: pair(1), top: pair(2) });
      break;
    case 'inputMask': {
      const rest = vectors.slice(2);
      const tags = Array.from({ length: parties }, (_, j) => (j === party ? null : (rest.shift() ?? null)));
      material.inputMasks = { value: vectorAt(vectors, 0), key: vectorAt(vectors, 1), tags };
      break;
    }
    case 'matvec':
      break;
  }
}

function assembleMatvec(material: BatchMaterial, demand: DemandOf<'matvec'>, vectors: readonly Vector[]): MatvecTuple {
  const { matrix, orientation, operand } = demand;
  const pair = pairs(vectors);
  if (operand.from === 'random') return { matrix, orientation, b: pair(0), c: pair(1) };
  const masks = material.inputMasks;
  if (masks === undefined) throw new UsageError('INVALID_ARGUMENT', 'an operand points to input masks the batch lacks');
  const b = operandOfMasks(masks, operand.offset, matvecLengths(demand).operand);
  return { matrix, orientation, b, c: pair(0) };
}

/**
 * The components of every line of a batch, as `assembleMaterial` takes them. Comparison masks that were shared otherwise become
 * another sharing of the same masks: low then follows from the tables.
 * @throws UsageError INVALID_ARGUMENT when the material lacks a line of the specification
 */
export function disassembleMaterial(material: BatchMaterial, spec: BatchSpec): Line[] {
  const matvecs = new Map<string, MatvecTuple[]>();
  for (const tuple of material.matvecs) {
    const key = `${tuple.matrix}/${tuple.orientation}`;
    matvecs.set(key, [...(matvecs.get(key) ?? []), tuple]);
  }
  return spec.map((demand) => {
    if (demand.kind !== 'matvec') return { demand, vectors: disassemble(material, demand) };
    const tuple = given(demand, matvecs.get(`${demand.matrix}/${demand.orientation}`)?.shift());
    const shares = demand.operand.from === 'random' ? [tuple.b, tuple.c] : [tuple.c];
    return { demand, vectors: flatten(shares) };
  });
}

function disassemble(material: BatchMaterial, demand: Exclude<Demand, { readonly kind: 'matvec' }>): Vector[] {
  switch (demand.kind) {
    case 'random':
      return flatten([given(demand, material.randoms)]);
    case 'bit':
      return flatten([given(demand, material.bits)]);
    case 'triple': {
      const { a, b, c } = given(demand, material.triples);
      return flatten([a, b, c]);
    }
    case 'square': {
      const { a, aa } = given(demand, material.squares);
      return flatten([a, aa]);
    }
    case 'factorTriple': {
      const found = material.factorTriples.find(({ b }) => b.length === demand.fanOut);
      const { a, b, c } = given(demand, found);
      return flatten([a, ...b, ...c]);
    }
    case 'zeroTest': {
      const { a, b, c } = given(demand, material.zeroTests);
      return [a, b, c];
    }
    case 'comparisonMask': {
      const found = material.comparisonMasks.find(({ k, w }) => k === demand.k && w === demand.w);
      const { r, low, digits } = given(demand, found);
      const high = highBits(demand.k) > 0 ? [r.sub(low).scale(inverse(1n << BigInt(demand.k - 1)))] : [];
      return flatten([...high, ...digits.map(({ table }) => table)]);
    }
    case 'truncation': {
      const found = material.truncations.find(({ shift }) => shift === demand.shift);
      const { r, high, top } = given(demand, found);
      return flatten([r, high, top]);
    }
    case 'inputMask': {
      const { value, key, tags } = given(demand, material.inputMasks);
      return [value, key, ...tags.filter((tag) => tag !== null)];
    }
  }
}

function flatten(shares: readonly Shares[]): Vector[] {
  return shares.flatMap(({ value, mac }) => [value, mac]);
}

function given<T>(demand: Demand, found: T | undefined): T {
  if (found === undefined) throw new UsageError('INVALID_ARGUMENT', `the batch has no ${lineKey(demand)}`);
  return found;
}
