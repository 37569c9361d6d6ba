// What a table's senders prove, to every party: range by range, as the form of each block says. A number of so many bits is proven by
// its digits, which the client sends along in a helper block: in base 4 where it can be, since the proof costs the same and half as
// many masks; in base 2 where the program wants the bits anyway.

import type { Block, Constraint, Statement } from '../../sharing/range-proof/statement.js';
import type { Form, Table } from './table.js';

/** The digits that prove a number's range. */
export interface Helper {
  readonly name: string;
  readonly width: number;
  readonly base: 2 | 4;
  /** Digits per value. */
  readonly count: number;
}

/** The block of digits that a block needs; undefined for forms that need none. */
export function helperOf(name: string, form: Form): Helper | undefined {
  if (form.type !== 'uint') return undefined;
  const { bits, width, keepBits } = form;
  if (keepBits) return { name: bitsBlock(name), width: width * bits, base: 2, count: bits };
  const base = bits % 2 === 0 ? 4 : 2;
  const count = base === 4 ? bits / 2 : bits;
  return { name: `${name}Digits`, width: width * count, base, count };
}

/** Where the bits of a block that keeps them lie: bit b of column c in column c * bits + b. */
export function bitsBlock(name: string): string {
  return `${name}Bits`;
}

/** Blocks and constraints in the order of the table. */
export function statementOf(table: Table): Statement {
  const blocks: Block[] = [];
  const constraints: Constraint[] = [];
  for (const [name, form] of Object.entries(table)) {
    blocks.push({ name, width: form.width });
    const helper = helperOf(name, form);
    if (helper !== undefined) blocks.push({ name: helper.name, width: helper.width });
    constraints.push(...(helper === undefined ? constraintsOf(name, form) : digitConstraints(name, helper)));
  }
  return { blocks, constraints };
}

/** The blocks that become resident: the table's, and the bits that it keeps. */
export function residentBlocksOf(table: Table): string[] {
  return Object.entries(table).flatMap(([name, form]) =>
    form.type === 'uint' && form.keepBits ? [name, bitsBlock(name)] : [name],
  );
}

function digitConstraints(block: string, { name, base, count }: Helper): Constraint[] {
  const values = Array.from({ length: base }, (_, digit) => digit);
  return [
    { kind: 'member', block: name, values },
    { kind: 'digits', block, digits: name, base, count },
  ];
}

function constraintsOf(block: string, form: Form): Constraint[] {
  const binary: Constraint = { kind: 'member', block, values: [0, 1] };
  switch (form.type) {
    case 'bit':
      return [binary];
    case 'oneHot':
      return [binary, { kind: 'rowSum', block, equals: 1 }];
    case 'member':
      return [{ kind: 'member', block, values: form.values }];
    default:
      return [];
  }
}
