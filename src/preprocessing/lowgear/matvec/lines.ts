// The matrix tuples of a batch, and the input masks some of them are made on: such a tuple's b takes the place of the masks that its
// line points to.

import { UsageError } from '../../../errors.js';
import type { Arena } from '../../../kernel/index.js';
import { Vector } from '../../../math/vector.js';
import type { Protocol } from '../../../protocol/step.js';
import { Shares } from '../../../sharing/shares.js';
import { type BatchSpec, type DemandOf, matvecLengths } from '../../kinds.js';
import { type BatchMaterial, operandOfMasks } from '../../material.js';
import { type InputMasks, type MatvecTuple, sharesOf } from '../../source.js';
import type { LowGearSession } from '../session.js';
import type { MaskMatrix } from './matrix.js';
import { type MadeTuple, makeMatrixTuples } from './matvec.js';

type Line = DemandOf<'matvec'>;

/** The matrices that a specification may name, by id. */
export type MaskMatrices = ReadonlyMap<string, MaskMatrix>;

/** @throws UsageError UNKNOWN_DATASET for a matrix that is not there; INVALID_ARGUMENT for operands that share masks */
export function requireMatrices(spec: BatchSpec, matrices: MaskMatrices): void {
  const lines = spec.filter((demand) => demand.kind === 'matvec');
  for (const { matrix, rows, columns } of lines) {
    const found = matrices.get(matrix);
    if (found?.rows !== rows || found.columns !== columns) {
      throw new UsageError('UNKNOWN_DATASET', `no matrix ${matrix} of ${rows} x ${columns} is here`);
    }
  }
  let end = 0;
  for (const { from, to } of lines.flatMap(maskRange).sort((x, y) => x.from - y.from)) {
    if (from < end) throw new UsageError('INVALID_ARGUMENT', 'two operands share input masks');
    end = to;
  }
}

/** Where a line's operand lies among the batch's input masks. */
function maskRange(line: Line): { from: number; to: number }[] {
  if (line.operand.from === 'random') return [];
  const from = line.operand.offset;
  return [{ from, to: from + matvecLengths(line).operand }];
}

/**
 * Makes all matvec lines of a specification; its input masks must be there already.
 * @param out receives the tuples
 * @throws as makeMatrixTuples
 */
export function* produceMatvecLines(
  p: LowGearSession,
  out: Arena,
  spec: BatchSpec,
  matrices: MaskMatrices,
  material: BatchMaterial,
): Protocol<void> {
  const groups = new Map<string, Line[]>();
  for (const line of spec) {
    if (line.kind !== 'matvec') continue;
    const key = `${line.matrix}/${line.orientation}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  for (const lines of groups.values()) {
    const [first] = lines as [Line, ...Line[]];
    const matrix = matrices.get(first.matrix) as MaskMatrix;
    yield* p.within(function* (branch) {
      const made = yield* makeMatrixTuples(branch, matrix, first.orientation, lines.length);
      lines.forEach((line, k) => {
        material.matvecs.push(tupleOf(out, line, made[k] as MadeTuple, material.inputMasks));
      });
    });
  }
}

function tupleOf(out: Arena, line: Line, { b, c }: MadeTuple, masks: InputMasks | undefined): MatvecTuple {
  const { matrix, orientation, operand } = line;
  const copied = { matrix, orientation, c: new Shares(copy(out, c.value), copy(out, c.mac)) };
  const [range] = maskRange(line);
  if (operand.from === 'random' || range === undefined || masks === undefined) {
    return { ...copied, b: sharesOf(b, (value, mac) => new Shares(copy(out, value), copy(out, mac))) };
  }
  const { from, to } = range;
  const { kernel } = out;
  const put = (source: Vector, target: Vector) => kernel.copyInto(source.span, target.span.slice(from, to));
  put(b.value, masks.value);
  put(b.key, masks.key);
  b.tags.forEach((tag, j) => {
    const target = masks.tags[j];
    if (tag !== null && target != null) put(tag, target);
  });
  return { ...copied, b: operandOfMasks(masks, from, to - from) };
}

function copy(out: Arena, x: Vector): Vector {
  const result = Vector.zeros(out, x.length);
  out.kernel.copyInto(x.span, result.span);
  return result;
}
