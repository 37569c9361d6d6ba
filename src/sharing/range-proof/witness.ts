// The values a client proves its statement about. An honest client checks every constraint in plain numbers before anything is
// sent: a false statement is the caller's mistake (UsageError), never an accusation by the parties. Messages name the block
// and the row, never a value.

import { UsageError } from '../../errors.js';
import type { Kernel, Span } from '../../kernel/index.js';
import { inputCount, placesOf } from './layout.js';
import type { Constraint, Digits, Member, NormBound, RowSum, Statement } from './statement.js';

/** Row-major values of one block: safe integers; negative v stands for p - |v|. */
export type Values =
  | readonly number[]
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float64Array;

export type BlockValues = Readonly<Record<string, Values>>;

export class Witness {
  readonly inputs: number;
  /** Per member constraint, which of its values each element is. */
  private readonly members = new Map<Constraint, Uint8Array>();

  /**
   * @param values rows x width integers for every block; kept, not copied: leave them alone until the proof is made
   * @throws UsageError DATA_INVALID when a block is missing, has another length or breaks a constraint; nothing was sent
   */
  constructor(
    readonly statement: Statement,
    readonly rows: number,
    private readonly values: BlockValues,
  ) {
    this.inputs = inputCount(statement, rows);
    for (const { block, length } of placesOf(statement, rows).values()) {
      const found = this.block(block.name).length;
      if (found !== length)
        throw invalid(`${block.name}: expected ${rows} rows of ${block.width} values, got ${found} values`);
      requireIntegers(block.name, this.block(block.name));
    }
    for (const constraint of statement.constraints) this.check(constraint);
  }

  block(name: string): Values {
    const values = this.values[name];
    if (values === undefined) throw invalid(`${name}: expected values for this block, got none`);
    return values;
  }

  /** For each element of the block its position in the constraint's values. */
  memberIndex(constraint: Member): Uint8Array {
    const index = this.members.get(constraint);
    if (index === undefined) throw new UsageError('INVALID_ARGUMENT', 'expected a constraint of this witness');
    return index;
  }

  /** Writes elements from..to-1 of a block as field elements. */
  load(kernel: Kernel, block: string, from: number, to: number, z: Span): void {
    kernel.fromInts(sliceValues(this.block(block), from, to), z);
  }

  private check(constraint: Constraint): void {
    if (constraint.kind === 'member') this.members.set(constraint, this.checkMember(constraint));
    else if (constraint.kind === 'digits') this.checkDigits(constraint);
    else if (constraint.kind === 'normBound') this.checkNorm(constraint);
    else this.checkRowSum(constraint);
  }

  private checkMember({ block, values }: Member): Uint8Array {
    const least = Math.min(...values);
    const positions = new Int16Array(Math.max(...values) - least + 1).fill(-1);
    values.forEach((value, position) => {
      positions[value - least] = position;
    });
    const elements = this.block(block);
    const index = new Uint8Array(elements.length);
    for (let i = 0; i < elements.length; i++) {
      const position = positions[(elements[i] as number) - least] ?? -1;
      if (position < 0) throw this.broken(block, i, 'holds a value outside its set');
      index[i] = position;
    }
    return index;
  }

  private checkDigits({ block, digits, base, count }: Digits): void {
    const elements = this.block(block);
    const all = this.block(digits);
    for (let i = 0; i < elements.length; i++) {
      if (weigh(all, i * count, base, count) !== elements[i])
        throw this.broken(block, i, `differs from its digits in ${digits}`);
    }
  }

  private checkNorm({ block, slack, base, count, bound }: NormBound): void {
    const elements = this.block(block);
    const all = this.block(slack);
    const width = elements.length / this.rows;
    for (let row = 0; row < this.rows; row++) {
      let rest = bound;
      for (let i = row * width; i < (row + 1) * width; i++) rest -= (elements[i] as number) ** 2;
      if (rest < 0) throw this.broken(block, row * width, 'exceeds the norm bound');
      if (rest !== weigh(all, row * count, base, count))
        throw this.broken(block, row * width, `does not match its slack in ${slack}`);
    }
  }

  private checkRowSum({ block, equals }: RowSum): void {
    const elements = this.block(block);
    const width = elements.length / this.rows;
    for (let row = 0; row < this.rows; row++) {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) sum += elements[i] as number;
      if (sum !== equals) throw this.broken(block, row * width, `does not add up to ${equals}`);
    }
  }

  private broken(block: string, element: number, what: string): UsageError {
    const row = Math.floor(element / (this.block(block).length / this.rows));
    return invalid(`${block}: row ${row} ${what}`);
  }
}

/** Elements from..to-1, sharing memory where the values are a typed array. */
export function sliceValues(values: Values, from: number, to: number): Values {
  return isPlain(values) ? values.slice(from, to) : values.subarray(from, to);
}

function isPlain(values: Values): values is readonly number[] {
  return Array.isArray(values);
}

/** sum_k base^k digits[from + k] */
function weigh(digits: Values, from: number, base: number, count: number): number {
  let sum = 0;
  for (let k = count - 1; k >= 0; k--) sum = sum * base + (digits[from + k] as number);
  return sum;
}

function requireIntegers(name: string, values: Values): void {
  if (!isPlain(values) && !(values instanceof Float64Array)) return;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isSafeInteger(values[i])) throw invalid(`${name}: element ${i} is not a safe integer`);
  }
}

function invalid(what: string): UsageError {
  return new UsageError('DATA_INVALID', what);
}
