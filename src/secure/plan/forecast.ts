// What a scheduled program will cost, before it runs and exactly: rounds, traffic and tuples follow from the schedule alone. A job is
// admitted against these figures, and the parties deal and take by them.

import { DIGEST_BYTES, ELEMENT_BYTES } from '../../params.js';
import { type BatchSpec, type Demand, mergeDemands } from '../../preprocessing/kinds.js';
import type { Orientation } from '../../preprocessing/source.js';
import type { Node } from '../graph/graph.js';
import { matvecsOf, nodesOf } from './batches.js';
import { type Chapter, chaptersOf } from './chapters.js';
import { queryBlockOf } from './classes.js';
import { costOf } from './cost.js';
import type { Schedule } from './schedule.js';

export interface Setting {
  readonly parties: number;
  /** Ids of the resident blocks' matrices, by block. */
  readonly matrices?: Readonly<Record<string, string>>;
  /** Where each query block starts among the input masks of the batch. */
  readonly inputOffsets?: Readonly<Record<string, number>>;
  /** Coins to prepare beyond those of the program's own checks. */
  readonly extraCoins?: number;
}

/** What one phase sends. */
export interface Traffic {
  readonly rounds: number;
  /** Bytes that each party sends, to all others together. */
  readonly bytesSent: number;
}

export interface Forecast {
  readonly parties: number;
  /** Before the query: coins are committed to, matrix tuples bound to the data. */
  readonly prepare: Traffic & { readonly coins: number };
  /** From the query to the answer: all checks and the output included, with coins prepared. */
  readonly run: Traffic & { readonly openings: number; readonly checks: number };
  /** Tuples of both phases, zero tests included; not the input masks of query and outputs, which come before those here. */
  readonly demand: BatchSpec;
  /** The same, chapter by chapter: one where the schedule is not cut. */
  readonly chapters: readonly BatchSpec[];
  /** What the parties compute, for an estimate of the time. */
  readonly work: Work;
}

/** Elements that each party goes through. */
export interface Work {
  /** Opened ones, by far the most costly. */
  readonly opened: number;
  /** Results of local operations. */
  readonly local: number;
  /** Entries of matrices, once per product of value and MAC shares together. */
  readonly matrixEntries: number;
}

/** Rounds of one check of the openings, its coin prepared; sharing/mac-check.ts. */
const CHECK_ROUNDS = 4;

/** A seed part or share and its nonce; protocol/commitment.ts. */
const NONCE_BYTES = 32;

/** Bytes that one party sends to each other party in a check: seed, masked combination, commitment, opening, and echoes. */
export function checkBytes(parties: number): number {
  const echoes = parties > 2 ? DIGEST_BYTES + ELEMENT_BYTES : 0;
  return DIGEST_BYTES + NONCE_BYTES + ELEMENT_BYTES + DIGEST_BYTES + ELEMENT_BYTES + NONCE_BYTES + echoes;
}

/** @throws RangeError for a resident block whose matrix is not named */
export function forecast(schedule: Schedule, setting: Setting): Forecast {
  const { parties, extraCoins = 0 } = setting;
  const costs = schedule.stages.map(({ batches }) => batches.map((batch) => costOf(batch, parties)));
  const otherBytes = sum(costs.flat(), (cost) => cost.otherBytes ?? 0);
  const inBatches = sum(costs.flat(), ({ openings }) => openings);
  const outputs = schedule.delivery === 'masked' ? sum(schedule.results, ({ node }) => node.length) : 0;
  const delivered = schedule.delivery === 'masked';
  const cut = chaptersOf(schedule);
  const checks = sum(cut, (chapter) => chapter.checks);
  const openings = inBatches + outputs;
  const rounds = sum(costs, (stage) => Math.max(0, ...stage.map((cost) => cost.rounds)));
  const coins = checks + extraCoins;
  const peers = parties - 1;
  const chapters = cut.map((chapter) => chapterDemand(chapter, setting));
  return {
    parties,
    prepare: { rounds: coins > 0 ? 1 : 0, bytesSent: peers * coins * DIGEST_BYTES, coins },
    run: {
      rounds: rounds + CHECK_ROUNDS * checks + (delivered ? 1 : 0),
      bytesSent: peers * (openings * ELEMENT_BYTES + otherBytes + checks * checkBytes(parties)),
      openings,
      checks,
    },
    demand: mergeDemands(chapters.flat()),
    chapters,
    work: workOf(schedule, openings),
  };
}

/** Tuples of one chapter: those of matrices first, zero tests last. */
function chapterDemand({ stages, checks }: Chapter, setting: Setting): BatchSpec {
  const batches = stages.flatMap((stage) => stage.batches);
  const matvecs = matvecsOf(batches).map((node) => matvecDemand(node, setting));
  const tuples = batches.flatMap((batch) => costOf(batch, setting.parties).demand);
  return mergeDemands([...matvecs, ...tuples, ...(checks > 0 ? [{ kind: 'zeroTest', n: checks } as const] : [])]);
}

function matvecDemand(node: Node, { matrices = {}, inputOffsets = {} }: Setting): Demand {
  const { op, args, length } = node;
  if (op.kind !== 'matvec') throw new RangeError(`${op.kind} is no matrix product`);
  const matrix = matrices[op.block];
  if (matrix === undefined) throw new RangeError(`the matrix of block ${op.block} is not named`);
  const { rows, columns } = shapeOf(op.orientation, args[0]?.length ?? 0, length);
  const query = queryBlockOf(node);
  const operand =
    query === null
      ? ({ from: 'random' } as const)
      : ({ from: 'inputMasks', offset: offsetOf(inputOffsets, query) } as const);
  return { kind: 'matvec', matrix, rows, columns, orientation: op.orientation, operand };
}

function offsetOf(offsets: Readonly<Record<string, number>>, block: string): number {
  const offset = offsets[block];
  if (offset === undefined) throw new RangeError(`where query block ${block} starts among the masks is not said`);
  return offset;
}

function shapeOf(orientation: Orientation, operand: number, result: number) {
  return orientation === 'rows' ? { rows: result, columns: operand } : { rows: operand, columns: result };
}

function workOf({ stages, matvecs }: Schedule, opened: number): Work {
  return {
    opened,
    local: sum(stages, ({ locals, batches }) => sum([...locals, ...batches.flatMap(nodesOf)], (node) => node.length)),
    matrixEntries: sum(matvecs, ({ args, length }) => (args[0]?.length ?? 0) * length),
  };
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
