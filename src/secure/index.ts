// What a secure program is written with; runs in Node and in browsers. docs/writing-programs.md explains it step by step.

export { z } from 'zod';
export * as fixedPoint from './fixed/index.js';
export * as gadgets from './gadgets/index.js';
export type { OwnRows } from './graph/op.js';
export type { Range } from './graph/range.js';
export type { Decoded } from './program/decode.js';
export {
  type BodyContext,
  type DatasetView,
  defineProgram,
  type Kept,
  type Owner,
  type ProgramDefinition,
  type QueryView,
  type SetupContext,
} from './program/define.js';
export { type Instance, instantiate } from './program/instance.js';
export { type PlainRun, runPlain } from './program/plain.js';
export type { PlainValue, Row, Rows } from './program/rows.js';
export {
  any,
  bit,
  type Form,
  fixed,
  integers,
  member,
  type OutputForm,
  type Outputs as OutputForms,
  oneHot,
  type Table,
  uint,
} from './program/table.js';
export { ResidentBlock } from './types/block.js';
export { type FixedLike, SecureFixed } from './types/fixed.js';
export { type IntLike, SecureBit, SecureInt } from './types/int.js';
export { type MatrixLike, type PublicRows, SecureMatrix } from './types/matrix.js';
